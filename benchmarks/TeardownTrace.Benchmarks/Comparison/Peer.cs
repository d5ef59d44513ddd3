namespace TeardownTrace.Benchmarks.Comparison;

/// <summary>A program in the comparison.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Executable">What is run.</param>
/// <param name="Arguments">Its arguments; <c>{capture}</c>, <c>{slice}</c> and <c>{folder}</c> stand for the file, the packets of a slice and a folder to write to.</param>
internal sealed record Peer(string Name, string Executable, params string[] Arguments)
{
    /// <summary>Reads no more than the slice: its time is told per packet, and as it would be for the whole.</summary>
    public bool IsSliced { get; init; }

    /// <summary>Runs at most; programs that take minutes need not take them often.</summary>
    public int MostRuns { get; init; } = int.MaxValue;
}
