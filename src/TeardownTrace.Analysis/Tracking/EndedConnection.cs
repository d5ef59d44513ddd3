namespace TeardownTrace.Analysis.Tracking;

/// <summary>A connection that has ended and is no longer found; its entry stands until it is released.</summary>
/// <param name="Index">Where it stands in the tracker.</param>
/// <param name="Until">Until when it was watched, nanoseconds.</param>
internal readonly record struct EndedConnection(int Index, long Until);
