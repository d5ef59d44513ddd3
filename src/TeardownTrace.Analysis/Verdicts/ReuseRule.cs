namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Which rule lets the SYN in.</summary>
public enum ReuseRule : byte
{
    /// <summary>None: sequence number not higher, timestamp not newer.</summary>
    Neither,

    /// <summary>The sequence number is higher (RFC 1122 4.2.2.13, BSD).</summary>
    Sequence,

    /// <summary>The timestamp is newer (RFC 6191, Linux).</summary>
    Timestamp,

    /// <summary>Both.</summary>
    Both,
}
