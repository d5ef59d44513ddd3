namespace TeardownTrace.Capture;

/// <summary>When several files are pieces of one capture (tcpdump -C and -G, dumpcap -b) and are read as one, in time order.</summary>
public enum JoinPieces
{
    /// <summary>When their names differ in digits only, they stand in one folder, and their formats agree.</summary>
    Auto,

    /// <summary>Always: all files given are one capture.</summary>
    Always,

    /// <summary>Never: each file is a capture of its own.</summary>
    Never,
}
