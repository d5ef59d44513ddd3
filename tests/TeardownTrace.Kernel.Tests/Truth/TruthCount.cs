namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>Transmissions of one kind by one side.</summary>
internal sealed record TruthCount
{
    public int Captured { get; init; }

    public IReadOnlyList<long> Frames { get; init; } = [];
}
