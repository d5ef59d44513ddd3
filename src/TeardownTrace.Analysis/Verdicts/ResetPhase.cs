namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Where in its life a connection was reset.</summary>
public enum ResetPhase : byte
{
    /// <summary>Before ESTABLISHED.</summary>
    Handshake,

    /// <summary>In ESTABLISHED.</summary>
    Established,

    /// <summary>Between the first FIN and the acknowledgement of the second.</summary>
    Closing,

    /// <summary>After both FINs were acknowledged.</summary>
    AfterClose,
}
