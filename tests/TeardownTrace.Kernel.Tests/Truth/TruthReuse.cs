namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>A SYN into TIME_WAIT.</summary>
internal sealed record TruthReuse
{
    public required string Holder { get; init; }

    public string? TwSubstate { get; init; }

    /// <summary>Seconds since TIME_WAIT was entered.</summary>
    public double TwAgeS { get; init; }

    public bool Accepted { get; init; }

    public bool EventuallyEstablished { get; init; }

    public long? SeqDifference { get; init; }

    public bool? SynSeqGreater { get; init; }

    public bool? SynTsGreater { get; init; }
}
