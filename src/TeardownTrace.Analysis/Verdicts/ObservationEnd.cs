namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Why a connection was not watched any longer.</summary>
public enum ObservationEnd
{
    /// <summary>The capture ended.</summary>
    CaptureEnd,

    /// <summary>It was silent for as long as an open connection is kept.</summary>
    IdleTimeout,

    /// <summary>Its addresses and ports were used again.</summary>
    NextIncarnation,

    /// <summary>It was taken out of a full table.</summary>
    Eviction,
}
