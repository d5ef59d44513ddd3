namespace TeardownTrace.Analysis.Tracking;

/// <summary>What <see cref="ZeekView"/> cannot read from a segment: it keeps no sequence numbers, the tracker does.</summary>
[Flags]
internal enum ZeekFacts : byte
{
    None = 0,

    /// <summary>
    /// The segment ends at or before the highest sequence number its sender had reached: a retransmission, a keep-alive or a filled hole,
    /// which Zeek does not tell apart (<c>delta_last &lt;= 0</c>). Regarded only where it carries payload.
    /// </summary>
    EndsInOldData = 0x01,

    /// <summary>The segment acknowledges, for the first time, payload of its receiver that was never seen.</summary>
    RevealsGap = 0x02,
}
