namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>The ACKs of the second FIN.</summary>
internal sealed record TruthFinalAck
{
    public required string From { get; init; }

    public int Sent { get; init; }

    public int Lost { get; init; }

    /// <summary>On which sides of the vantage they were lost.</summary>
    public IReadOnlyList<string> LostWhere { get; init; } = [];

    public int Captured { get; init; }

    public bool EverDelivered { get; init; }
}
