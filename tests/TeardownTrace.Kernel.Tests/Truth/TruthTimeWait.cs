namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>A TIME_WAIT socket.</summary>
internal sealed record TruthTimeWait
{
    public required string Holder { get; init; }

    /// <summary>Unix seconds.</summary>
    public double From { get; init; }

    public string? EndedBy { get; init; }
}
