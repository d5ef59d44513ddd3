namespace TeardownTrace.Testing.Traces;

/// <summary>The timestamps option of RFC 7323.</summary>
/// <param name="Value">TSval.</param>
/// <param name="Echo">TSecr.</param>
internal readonly record struct TraceTimestamps(uint Value, uint Echo);
