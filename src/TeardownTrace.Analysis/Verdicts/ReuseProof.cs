namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What the new connection's sequence number proves about its stack.</summary>
public enum ReuseProof : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is the old next one plus 65537: only a Linux TIME_WAIT socket does that.</summary>
    LinuxIsn,
}
