namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>What follows from the states: what happened, whether a capture shows it or not.</summary>
internal sealed record TruthLabels
{
    public required string ActiveCloser { get; init; }

    public required string HowEnded { get; init; }

    public required BySide<string> EndpointEnd { get; init; }

    public required BySide<TruthCount> Fin { get; init; }

    /// <summary>Segments of a side that acknowledge the other side's FIN.</summary>
    public required BySide<TruthCount> FinAcksBy { get; init; }

    public TruthFinalAck? FinalAck { get; init; }

    public IReadOnlyList<TruthReset> Rst { get; init; } = [];

    public required string TimeWaitHolder { get; init; }

    public IReadOnlyList<TruthTimeWait> TimeWait { get; init; } = [];

    public IReadOnlyList<TruthReuse>? TwReuse { get; init; }

    public BySide<string>? StatesAtCaptureStop { get; init; }

    /// <summary>The reuse of a live TIME_WAIT, where there was one.</summary>
    public TruthReuse? Reuse => TwReuse?.FirstOrDefault(reuse => reuse.TwSubstate == "TIME_WAIT");

    /// <summary>Resets that the capture holds.</summary>
    public IReadOnlyList<TruthReset> CapturedResets => [.. Rst.Where(reset => reset.Captured)];

    public int CapturedFins(string side) => Fin.Of(side)?.Captured ?? 0;

    public int CapturedFinAcks(string side) => FinAcksBy.Of(side)?.Captured ?? 0;
}
