namespace TeardownTrace.Analysis.Tracking;

/// <summary>A connection that waits to be looked at.</summary>
/// <param name="Index">Where it stands.</param>
/// <param name="Creation">Its number: another one there has another number.</param>
internal readonly record struct Ticket(int Index, int Creation);
