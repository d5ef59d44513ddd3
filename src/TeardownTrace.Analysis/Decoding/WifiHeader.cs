namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads an IEEE 802.11 MAC header (9.2 and 9.3.2). Data frames in the clear lead to LLC; all others end as not IP.</summary>
/// <remarks>
/// <code>
/// 0: version (2 bits), type (2), subtype (4)   1: flags   2: duration   4: three addresses   22: sequence control   24: fourth
/// address between access points, QoS control, HT control
/// </code>
/// </remarks>
internal static class WifiHeader
{
    private const int Length = 24;
    private const int SequenceOffset = 22;
    private const int FragmentMask = 0x0F;
    private const int AddressLength = 6;
    private const int QosLength = 2;
    private const int HighThroughputLength = 4;

    private const int VersionAndTypeMask = 0x0F;
    private const int DataFrame = 0x08;
    private const int NoDataSubtype = 0x40;
    private const int QosSubtype = 0x80;

    private const int BetweenAccessPoints = 0x03;
    private const int Protected = 0x40;
    private const int HasHighThroughputControl = 0x80;

    /// <summary>In QoS control: the body is an aggregate of subframes, each with addresses and a length before its LLC.</summary>
    private const int AggregatePresent = 0x80;
    private const int SubframeLength = 14;

    /// <summary>Takes the header at the cursor. Of an aggregate the first subframe is read.</summary>
    public static Layer Read(ref PacketCursor cursor) => Read(ref cursor, padTo: 1);

    /// <summary>Takes a header behind which the receiver padded.</summary>
    /// <param name="cursor">Stands at the header.</param>
    /// <param name="padTo">The header's length was padded to a multiple of this.</param>
    public static Layer Read(ref PacketCursor cursor, int padTo)
    {
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Length);

        // Some access points swap the bytes of frame control and sequence control within CAPWAP.
        bool isSwapped = (header[0] & VersionAndTypeMask) != DataFrame && (header[1] & VersionAndTypeMask) == DataFrame;
        int kind = isSwapped ? header[1] : header[0];
        int flags = isSwapped ? header[0] : header[1];
        if ((kind & (VersionAndTypeMask | NoDataSubtype)) != DataFrame || (flags & Protected) != 0)
            return cursor.End(DecodeResult.NotIp);
        if ((header[isSwapped ? SequenceOffset + 1 : SequenceOffset] & FragmentMask) != 0)
            return cursor.End(DecodeResult.LaterFragment);

        int length = (flags & BetweenAccessPoints) == BetweenAccessPoints ? Length + AddressLength : Length;
        return (kind & QosSubtype) == 0 ? cursor.Skip(Pad(length, padTo), Layer.Llc) : ReadQos(ref cursor, length, flags, padTo);
    }

    private static Layer ReadQos(ref PacketCursor cursor, int qosOffset, int flags, int padTo)
    {
        int length = qosOffset + QosLength;
        if (!cursor.TryPeek(length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(length);

        bool isAggregate = (header[qosOffset] & AggregatePresent) != 0;
        if ((flags & HasHighThroughputControl) != 0)
            length += HighThroughputLength;
        return cursor.Skip(Pad(length, padTo) + (isAggregate ? SubframeLength : 0), Layer.Llc);
    }

    private static int Pad(int length, int padTo) => (length + padTo - 1) / padTo * padTo;
}
