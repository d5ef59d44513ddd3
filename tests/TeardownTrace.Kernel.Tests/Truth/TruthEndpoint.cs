namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>One end as its kernel saw it.</summary>
internal sealed record TruthEndpoint
{
    /// <summary>Every state it was in, one after the other.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];
}
