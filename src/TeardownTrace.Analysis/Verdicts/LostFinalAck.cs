namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Where the final ACK was lost.</summary>
public enum LostFinalAck : byte
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Between the active closer and the vantage.</summary>
    BeforeVantage,

    /// <summary>Between the vantage and the passive closer.</summary>
    AfterVantage,

    /// <summary>Delivered; the capture missed it.</summary>
    NotCaptured,

    /// <summary>The capture cannot tell.</summary>
    Unknown,
}
