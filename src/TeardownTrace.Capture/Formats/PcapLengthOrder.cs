namespace TeardownTrace.Capture.Formats;

/// <summary>How the two lengths of a pcap record stand.</summary>
internal enum PcapLengthOrder
{
    /// <summary>Captured, then original: every file written since 1998.</summary>
    CapturedFirst,

    /// <summary>Original, then captured: before version 2.3.</summary>
    OriginalFirst,

    /// <summary>Either way; the smaller is the captured one: version 2.3.</summary>
    SmallerIsCaptured,
}
