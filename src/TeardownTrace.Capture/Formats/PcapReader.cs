using System.Runtime.CompilerServices;
using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>Reads pcap files (draft-ietf-opsawg-pcap), of both byte orders and resolutions.</summary>
internal sealed unsafe class PcapReader : PacketReader
{
    private const long NanosecondsPerMicrosecond = 1000;

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
        _fractionUnit = _header.Nanoseconds ? 1 : NanosecondsPerMicrosecond;
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
                long time = (TOrder.ReadUInt32(record + PcapRecord.SecondsOffset) * Timestamp.NanosecondsPerSecond)
                    + (TOrder.ReadUInt32(record + PcapRecord.FractionOffset) * fractionUnit);
                *slot++ = new CapturedPacket(packet, (int)captured, original, new Timestamp(time), interfaceIndex);
                record = packet + captured;
            }

            count = (int)(slot - first);
        }

        Offset = window.Offset + (record - window.Start);
        return count;
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
