using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>Reads pcap files (draft-ietf-opsawg-pcap), of both byte orders and resolutions.</summary>
internal sealed unsafe class PcapReader : PacketReader
{
    /// <summary>Bytes that the memory gives at once.</summary>
    private const int LineBytes = 64;

    /// <summary>A fraction of a full second is a carry that was not taken; from here on it is damage, and the second alone holds (as Wireshark reads it).</summary>
    private const long MostFraction = 2 * Timestamp.NanosecondsPerSecond;
    private const long PlausibleSpanSeconds = 366L * 24 * 3600;
    private const int RecordsThatConvince = 4;
    private const int MostTailTries = 1 << 22;

    private readonly PcapHeader _header;
    private readonly int _interfaceIndex;
    private readonly long _fractionUnit;
    private readonly uint _longest;

    /// <summary>Reads the file header.</summary>
    /// <exception cref="CaptureException">The header is damaged.</exception>
    public PcapReader(CaptureInput input, InterfaceTable interfaces, ICollection<CaptureProblem> problems)
        : base(input, problems)
    {
        _header = PcapHeader.Read(input);
        _interfaceIndex = interfaces.Add(0, new CaptureInterface(_header.LinkType, _header.SnapLength, Name: null, _header.Nanoseconds));
        _fractionUnit = _header.Nanoseconds ? 1 : Timestamp.NanosecondsPerMicrosecond;
        _longest = PlausibleLength.Of(_header.LinkType);
        Offset = PcapHeader.Length;
    }

    public override bool TryRead(PacketBatch batch, int limit)
    {
        if (Ended)
            return false;
        int needed = _header.RecordHeaderLength;
        while (true)
        {
            ByteWindow window = Input.Require(Offset, needed);
            long available = window.End - Offset;
            if (available < needed)
                return End(available == 0 ? null : CutShort(available, needed));
            int count = Walk(window, batch.Slots, limit);
            if (count > 0)
            {
                Deliver(batch, window, count);
                return true;
            }

            // Not one whole record: the window ends inside it, or it claims more than any packet has.
            uint captured = CapturedLength(window.At(Offset));
            if (captured > _longest)
                return End($"a packet claims {captured} bytes, more than the {_longest} any packet has; the file is damaged from here on and the rest of it was not read");
            needed = _header.RecordHeaderLength + (int)captured;
        }
    }

    /// <summary>
    /// pcap records cannot be found from behind: tries every byte until plausible records, one after the other, lead to the very end
    /// (or several of them to one that is cut short).
    /// </summary>
    protected override long? FindRecordInTail(ByteWindow tail, long from, Timestamp first)
    {
        int tries = MostTailTries;
        for (long candidate = from; candidate <= tail.End - _header.RecordHeaderLength; candidate++)
        {
            long record = candidate;
            int records = 0;
            while (tail.End - record >= _header.RecordHeaderLength && PlausibleRecord(tail.At(record), first) is { } length && record + length <= tail.End)
            {
                record += length;
                records++;
                if (--tries == 0)
                    return null;
            }

            if (records > 0 && (record == tail.End || records >= RecordsThatConvince))
                return candidate;
        }

        return null;
    }

    /// <summary>Length of what may be a record of a capture that began at a time; null where it cannot be one.</summary>
    private long? PlausibleRecord(byte* record, Timestamp first)
    {
        uint captured = CapturedLength(record);
        long seconds = ReadUInt32(record + PcapRecord.SecondsOffset) - (first.Nanoseconds / Timestamp.NanosecondsPerSecond);
        bool plausible = captured > 0 && captured <= _longest
            && seconds is >= -PlausibleSpanSeconds and <= PlausibleSpanSeconds
            && ReadUInt32(record + PcapRecord.FractionOffset) * _fractionUnit < Timestamp.NanosecondsPerSecond;
        return plausible ? _header.RecordHeaderLength + captured : null;
    }

    private static string CutShort(long available, int needed) =>
        $"the file is cut short in the middle of a packet ({available} of {needed} bytes are there); the capture was not written to its end";

    private int Walk(ByteWindow window, CapturedPacket[] slots, int limit) =>
        _header.Reversed ? Walk<ReversedOrder>(window, slots, limit) : Walk<HostOrder>(window, slots, limit);

    /// <summary>Takes whole records until the slots, the window or the plausible lengths end. The hot loop of the reader.</summary>
    /// <remarks>Compiled at full strength at once: a run of the command is over before tiers and profiles would pay.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Walk<TOrder>(ByteWindow window, CapturedPacket[] slots, int limit)
        where TOrder : struct, IByteOrder
    {
        byte* record = window.At(Offset);
        byte* end = window.Start + window.Length;
        int headerLength = _header.RecordHeaderLength;
        long fractionUnit = _fractionUnit;
        long longest = _longest;
        int interfaceIndex = _interfaceIndex;
        PcapLengthOrder lengthOrder = _header.LengthOrder;
        long longestOfLate = 0;
        int count = 0;
        fixed (CapturedPacket* first = slots)
        {
            CapturedPacket* slot = first;
            CapturedPacket* last = first + Math.Min(limit, slots.Length);
            while (slot < last && end - record >= headerLength)
            {
                uint captured = TOrder.ReadUInt32(record + PcapRecord.CapturedLengthOffset);
                uint original = TOrder.ReadUInt32(record + PcapRecord.OriginalLengthOffset);
                if (lengthOrder != PcapLengthOrder.CapturedFirst)
                    (captured, original) = Arrange(lengthOrder, captured, original);
                byte* packet = record + headerLength;
                if (captured > longest || captured > end - packet)
                    break;
                long fraction = TOrder.ReadUInt32(record + PcapRecord.FractionOffset) * fractionUnit;
                if (fraction >= MostFraction)
                    fraction = 0;
                long time = (TOrder.ReadUInt32(record + PcapRecord.SecondsOffset) * Timestamp.NanosecondsPerSecond) + fraction;
                *slot++ = new CapturedPacket(packet, (int)captured, original, new Timestamp(time), interfaceIndex);
                record = packet + captured;

                // The greater of this one's length and the one remembered, without a branch, which would be guessed wrong every third time.
                long longer = longestOfLate - (longestOfLate >> 4) - captured;
                longestOfLate = captured + (longer & ~(longer >> 63));
                AskAhead(record, headerLength + longestOfLate);
            }

            count = (int)(slot - first);
        }

        Offset = window.Offset + (record - window.Start);
        return count;
    }

    /// <summary>
    /// Asks for the lines where the next records probably begin. Each record's place is known only when the one before has been read, so that
    /// the misses of large packets would stand in a row; but most large packets are as long as the last large one. A wrong guess costs a line.
    /// </summary>
    /// <param name="record">Where the next record begins.</param>
    /// <param name="length">How long it probably is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskAhead(byte* record, long length)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(record + LineBytes);
        Sse.Prefetch0(record + length);
        Sse.Prefetch0(record + (2 * length));
    }

    private static (uint Captured, uint Original) Arrange(PcapLengthOrder order, uint first, uint second) =>
        order == PcapLengthOrder.OriginalFirst || first > second ? (second, first) : (first, second);

    private uint CapturedLength(byte* record)
    {
        uint first = ReadUInt32(record + PcapRecord.CapturedLengthOffset);
        uint second = ReadUInt32(record + PcapRecord.OriginalLengthOffset);
        return _header.LengthOrder == PcapLengthOrder.CapturedFirst ? first : Arrange(_header.LengthOrder, first, second).Captured;
    }

    private uint ReadUInt32(byte* bytes) => _header.Reversed ? ReversedOrder.ReadUInt32(bytes) : HostOrder.ReadUInt32(bytes);
}
