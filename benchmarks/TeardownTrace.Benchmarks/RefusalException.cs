namespace TeardownTrace.Benchmarks;

/// <summary>A verb does not run: its arguments are wrong, or something is missing that it needs.</summary>
/// <param name="reason">Which, in one line.</param>
internal sealed class RefusalException(string reason) : Exception(reason);
