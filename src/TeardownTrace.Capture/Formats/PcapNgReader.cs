using System.Runtime.CompilerServices;
using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Reads pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each of either byte order and with interfaces of its own.
/// Blocks without a packet are skipped; those that Wireshark numbers as frames are counted, so that frame numbers agree.
/// </summary>
internal sealed unsafe class PcapNgReader : PacketReader
{
    private readonly InterfaceTable _table;
    private readonly PcapNgSection _section = new();

    /// <summary>Reads the first section header.</summary>
    /// <exception cref="CaptureException">The section header is damaged.</exception>
    public PcapNgReader(CaptureInput input, InterfaceTable interfaces, ICollection<CaptureProblem> problems)
        : base(input, problems)
    {
        _table = interfaces;
        if (BeginSection() is { } damage)
            throw new CaptureException(input.Name, $"at byte 0: {input.Failure ?? damage}");
    }

    /// <summary>Whether the first four bytes of a capture begin a section, in either byte order.</summary>
    public static bool Matches(uint magic) => magic == PcapNgBlock.SectionHeader;

    public override bool TryRead(PacketBatch batch, int limit)
    {
        while (!Ended)
        {
            ByteWindow window = Input.Require(Offset, PcapNgBlock.MinimumLength);
            long available = window.End - Offset;
            if (available < PcapNgBlock.MinimumLength)
                return End(available == 0 ? null : CutShort(available, PcapNgBlock.MinimumLength));
            int count = Walk(window, batch.Slots, limit);
            if (count > 0)
            {
                Deliver(batch, window, count);
                return true;
            }

            // No whole and sound packet block stands there: another block, one that the window cuts, or damage.
            if ((_section.Reversed ? PassBlock<ReversedOrder>() : PassBlock<HostOrder>()) is { } damage)
                return End(damage);
        }

        return false;
    }

    /// <summary>Goes back from block to block, by the total length at the end of each.</summary>
    protected override long? FindRecordInTail(ByteWindow tail, long from, Timestamp first) =>
        _section.Reversed ? FindBlockInTail<ReversedOrder>(tail, from) : FindBlockInTail<HostOrder>(tail, from);

    private static long? FindBlockInTail<TOrder>(ByteWindow tail, long from)
        where TOrder : struct, IByteOrder
    {
        long block = tail.End;
        while (block - from >= PcapNgBlock.MinimumLength)
        {
            long total = PcapNgBlock.Padded(TOrder.ReadUInt32(tail.At(block - PcapNgBlock.TrailerLength)));
            if (total < PcapNgBlock.MinimumLength || total > block - from || !PcapNgSection.LengthsAgree<TOrder>(tail.At(block - total), total))
                break;
            block -= total;
            // Before a section header, interfaces are others.
            if (TOrder.ReadUInt32(tail.At(block)) == PcapNgBlock.SectionHeader)
                break;
        }

        return block < tail.End ? block : null;
    }

    private static string CutShort(long available, long needed) =>
        $"the file is cut short in the middle of a block ({available} of {needed} bytes are there); the capture was not written to its end";

    private static string Damaged(string what) => what + "; the file is damaged from here on and the rest of it was not read";

    private int Walk(ByteWindow window, CapturedPacket[] slots, int limit) =>
        _section.Reversed ? Walk<ReversedOrder>(window, slots, limit) : Walk<HostOrder>(window, slots, limit);

    /// <summary>Takes packet blocks until anything else comes, be it the end of slots or window. The hot loop of the reader.</summary>
    /// <remarks>Compiled at full strength at once: a run of the command is over before tiers and profiles would pay.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Walk<TOrder>(ByteWindow window, CapturedPacket[] slots, int limit)
        where TOrder : struct, IByteOrder
    {
        PcapNgSection section = _section;
        byte* block = window.At(Offset);
        byte* end = window.Start + window.Length;
        int count = 0;
        fixed (CapturedPacket* first = slots)
        {
            CapturedPacket* slot = first;
            CapturedPacket* last = first + Math.Min(limit, slots.Length);
            while (slot < last && end - block >= PcapNgBlock.MinimumLength)
            {
                long total = PcapNgBlock.Padded(TOrder.ReadUInt32(block + PcapNgBlock.TotalLengthOffset));
                if (total < PcapNgBlock.MinimumLength || total > end - block)
                    break;
                if (section.TryRead<TOrder>(block, total, slot) != PacketBlockResult.Packet)
                    break;
                block += total;
                slot++;
            }

            count = (int)(slot - first);
        }

        Offset = window.Offset + (block - window.Start);
        return count;
    }

    /// <summary>Gets over the block at the offset, or a cut packet block into one window; what is wrong with it otherwise.</summary>
    private string? PassBlock<TOrder>()
        where TOrder : struct, IByteOrder
    {
        byte* block = Input.Require(Offset, PcapNgBlock.MinimumLength).At(Offset);
        uint type = TOrder.ReadUInt32(block + PcapNgBlock.TypeOffset);
        if (type == PcapNgBlock.SectionHeader)
            return BeginSection();
        uint claimed = TOrder.ReadUInt32(block + PcapNgBlock.TotalLengthOffset);
        if (claimed < PcapNgBlock.MinimumLength)
            return Damaged($"a block claims a length of {claimed} bytes, less than any block has");
        long total = PcapNgBlock.Padded(claimed);
        return type switch
        {
            PcapNgBlock.InterfaceDescription => AddInterface<TOrder>(total),
            PcapNgBlock.EnhancedPacket or PcapNgBlock.OldPacket or PcapNgBlock.SimplePacket => CompletePacket<TOrder>(total),
            _ => Skip<TOrder>(total, claimed, PcapNgBlock.TakesFrameNumber(type) ? 1 : 0),
        };
    }

    private string? BeginSection()
    {
        ByteWindow window = Input.Require(Offset, PcapNgSectionHeader.MinimumLength);
        long available = window.End - Offset;
        if (available < PcapNgSectionHeader.MinimumLength)
            return CutShort(available, PcapNgSectionHeader.MinimumLength);
        uint magic = HostOrder.ReadUInt32(window.At(Offset) + PcapNgSectionHeader.ByteOrderMagicOffset);
        if (magic is not (PcapNgSectionHeader.ByteOrderMagic or PcapNgSectionHeader.ReversedByteOrderMagic))
            return Damaged($"the byte order of a section cannot be told (0x{magic:X8})");
        bool reversed = magic == PcapNgSectionHeader.ReversedByteOrderMagic;
        _section.Begin(reversed);
        return reversed ? BeginSection<ReversedOrder>(window) : BeginSection<HostOrder>(window);
    }

    private string? BeginSection<TOrder>(ByteWindow window)
        where TOrder : struct, IByteOrder
    {
        byte* block = window.At(Offset);
        ushort major = TOrder.ReadUInt16(block + PcapNgSectionHeader.MajorOffset);
        if (major != PcapNgSectionHeader.KnownMajor)
            return $"a section is of pcapng version {major}.{TOrder.ReadUInt16(block + PcapNgSectionHeader.MinorOffset)}; only version 1 can be read";
        uint claimed = TOrder.ReadUInt32(block + PcapNgBlock.TotalLengthOffset);
        if (claimed < PcapNgSectionHeader.MinimumLength)
            return Damaged($"a section header claims a length of {claimed} bytes, less than {PcapNgSectionHeader.MinimumLength}");
        return Skip<TOrder>(PcapNgBlock.Padded(claimed), claimed, frames: 0);
    }

    private string? AddInterface<TOrder>(long total)
        where TOrder : struct, IByteOrder
    {
        if (total is < PcapNgInterface.MinimumLength or > PcapNgBlock.LongestUnderstood)
            return Damaged($"an interface description claims a length of {total} bytes");
        ByteWindow window = Input.Require(Offset, (int)total);
        if (window.End - Offset < total)
            return CutShort(window.End - Offset, total);
        if (!PcapNgSection.LengthsAgree<TOrder>(window.At(Offset), total))
            return LengthsDiffer();
        var block = new ReadOnlySpan<byte>(window.At(Offset), (int)total);
        bool bigEndian = _section.Reversed == BitConverter.IsLittleEndian;
        if (!PcapNgInterface.TryRead(block, bigEndian, _section.InterfaceCount, _table, out PcapNgInterface next))
            return Damaged("an option of an interface description runs over its end");
        _section.Add(next);
        Offset += total;
        return null;
    }

    /// <summary>Brings a packet block that the window cuts into one window, for the walk to take; or tells what is wrong with it.</summary>
    private string? CompletePacket<TOrder>(long total)
        where TOrder : struct, IByteOrder
    {
        if (total > PcapNgBlock.LongestUnderstood)
            return Damaged($"a packet block claims a length of {total} bytes, more than the {PcapNgBlock.LongestUnderstood} any has");
        ByteWindow window = Input.Require(Offset, (int)total);
        if (window.End - Offset < total)
            return CutShort(window.End - Offset, total);
        CapturedPacket packet;
        return _section.TryRead<TOrder>(window.At(Offset), total, &packet) switch
        {
            PacketBlockResult.Packet => null,
            PacketBlockResult.ShorterThanPacket => Damaged($"a packet block of {total} bytes is too short for the packet it claims to hold"),
            PacketBlockResult.ImplausiblyLong => Damaged("a packet claims more bytes than any packet has"),
            PacketBlockResult.UnknownInterface => Damaged($"a packet names an interface that its section does not describe (it describes {_section.InterfaceCount})"),
            _ => LengthsDiffer(),
        };
    }

    /// <summary>Skips a block of any length without having it whole in memory.</summary>
    private string? Skip<TOrder>(long total, uint claimed, int frames)
        where TOrder : struct, IByteOrder
    {
        long position = Offset;
        long trailer = Offset + total - PcapNgBlock.TrailerLength;
        ByteWindow window;
        do
        {
            window = Input.Require(position, PcapNgBlock.TrailerLength);
            if (window.End < position + PcapNgBlock.TrailerLength)
                return CutShort(window.End - Offset, total);
            position = Math.Min(trailer, window.End - PcapNgBlock.TrailerLength + 1);
        }
        while (position + PcapNgBlock.TrailerLength > window.End);

        if (TOrder.ReadUInt32(window.At(position)) != claimed)
            return LengthsDiffer();
        Offset += total;
        Frames += frames;
        return null;
    }

    private static string LengthsDiffer() => Damaged("the two total lengths of a block differ");
}
