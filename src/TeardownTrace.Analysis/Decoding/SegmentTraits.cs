namespace TeardownTrace.Analysis.Decoding;

/// <summary>What a decoded segment is beside its numbers.</summary>
[Flags]
internal enum SegmentTraits : byte
{
    None = 0,

    /// <summary>The sender is the higher of the two ends in the flow key.</summary>
    FromHigh = 0x01,

    /// <summary>The timestamps option (RFC 7323) is present: TimestampValue and TimestampEcho hold.</summary>
    HasTimestamps = 0x02,

    /// <summary>The window scale option (RFC 7323) is present: WindowScale holds.</summary>
    HasWindowScale = 0x04,

    /// <summary>The header carries TCP options (whether or not they could be read).</summary>
    HasOptions = 0x08,

    /// <summary>The capture cut the TCP options: absence of one proves nothing.</summary>
    OptionsCut = 0x10,

    /// <summary>IPv4 with identification 0 and Don't Fragment, or IPv6: the identification tells nothing (RFC 6864).</summary>
    AtomicDatagram = 0x20,

    /// <summary>Its first SACK block ends at its acknowledgment number: what stands just below had come before, and came again (RFC 2883 4.1).</summary>
    ReportsDuplicate = 0x40,
}
