using System.Runtime.CompilerServices;

namespace TeardownTrace.Capture.Formats;

/// <summary>What the packet blocks of a section depend on: its byte order and its interfaces.</summary>
internal sealed unsafe class PcapNgSection
{
    private PcapNgInterface[] _interfaces = new PcapNgInterface[4];
    private Timestamp _lastTime;

    /// <summary>Whether numbers stand in the byte order opposite to this machine's.</summary>
    public bool Reversed { get; private set; }

    /// <summary>Interfaces described so far.</summary>
    public int InterfaceCount { get; private set; }

    /// <summary>Forgets the section before.</summary>
    public void Begin(bool reversed)
    {
        Reversed = reversed;
        InterfaceCount = 0;
    }

    /// <summary>Adds the section's next interface.</summary>
    public void Add(in PcapNgInterface next)
    {
        if (InterfaceCount == _interfaces.Length)
            Array.Resize(ref _interfaces, _interfaces.Length * 2);
        _interfaces[InterfaceCount++] = next;
    }

    /// <summary>Reads a block that is whole in memory.</summary>
    /// <param name="block">The block.</param>
    /// <param name="total">Its length, padded, at least that of an empty block.</param>
    /// <param name="packet">Receives the packet, where there is one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PacketBlockResult TryRead<TOrder>(byte* block, long total, CapturedPacket* packet)
        where TOrder : struct, IByteOrder
    {
        uint type = TOrder.ReadUInt32(block + PcapNgBlock.TypeOffset);
        if (type is not (PcapNgBlock.EnhancedPacket or PcapNgBlock.OldPacket))
            return type == PcapNgBlock.SimplePacket ? TryReadSimple<TOrder>(block, total, packet) : PacketBlockResult.OtherBlock;
        if (total < PcapNgPacketBlock.PacketOffset + PcapNgBlock.TrailerLength)
            return PacketBlockResult.ShorterThanPacket;
        uint index = type == PcapNgBlock.EnhancedPacket
            ? TOrder.ReadUInt32(block + PcapNgPacketBlock.InterfaceOffset)
            : TOrder.ReadUInt16(block + PcapNgPacketBlock.InterfaceOffset);
        if (index >= (uint)InterfaceCount)
            return PacketBlockResult.UnknownInterface;
        ref readonly PcapNgInterface captor = ref _interfaces[index];
        uint captured = TOrder.ReadUInt32(block + PcapNgPacketBlock.CapturedLengthOffset);
        if (PcapNgBlock.Padded(captured) > total - PcapNgPacketBlock.PacketOffset - PcapNgBlock.TrailerLength)
            return PacketBlockResult.ShorterThanPacket;
        if (captured > captor.Longest)
            return PacketBlockResult.ImplausiblyLong;
        if (!LengthsAgree<TOrder>(block, total))
            return PacketBlockResult.LengthsDiffer;
        ulong ticks = ((ulong)TOrder.ReadUInt32(block + PcapNgPacketBlock.TimeHighOffset) << 32)
            | TOrder.ReadUInt32(block + PcapNgPacketBlock.TimeLowOffset);
        _lastTime = captor.Scale.ToTimestamp(ticks);
        uint original = TOrder.ReadUInt32(block + PcapNgPacketBlock.OriginalLengthOffset);
        *packet = new CapturedPacket(block + PcapNgPacketBlock.PacketOffset, (int)captured, original, _lastTime, captor.Index);
        return PacketBlockResult.Packet;
    }

    /// <summary>Whether the total lengths at both ends of a block are the same, as the format demands.</summary>
    public static bool LengthsAgree<TOrder>(byte* block, long total)
        where TOrder : struct, IByteOrder =>
        TOrder.ReadUInt32(block + total - PcapNgBlock.TrailerLength) == TOrder.ReadUInt32(block + PcapNgBlock.TotalLengthOffset);

    /// <summary>
    /// A Simple Packet Block tells neither its captured length, which follows from the snap length of the first interface, nor a
    /// time: it gets that of the packet before it, so that time does not leap to 1970 and back.
    /// </summary>
    private PacketBlockResult TryReadSimple<TOrder>(byte* block, long total, CapturedPacket* packet)
        where TOrder : struct, IByteOrder
    {
        if (InterfaceCount == 0)
            return PacketBlockResult.UnknownInterface;
        long room = total - PcapNgPacketBlock.SimplePacketOffset - PcapNgBlock.TrailerLength;
        if (room < 0)
            return PacketBlockResult.ShorterThanPacket;
        ref readonly PcapNgInterface captor = ref _interfaces[0];
        uint original = TOrder.ReadUInt32(block + PcapNgPacketBlock.SimpleOriginalLengthOffset);
        uint snapLength = captor.Description.SnapLength;
        uint captured = snapLength == 0 ? original : Math.Min(original, snapLength);
        if (PcapNgBlock.Padded(captured) > room)
            return PacketBlockResult.ShorterThanPacket;
        if (captured > captor.Longest)
            return PacketBlockResult.ImplausiblyLong;
        if (!LengthsAgree<TOrder>(block, total))
            return PacketBlockResult.LengthsDiffer;
        *packet = new CapturedPacket(block + PcapNgPacketBlock.SimplePacketOffset, (int)captured, original, _lastTime, captor.Index);
        return PacketBlockResult.Packet;
    }
}
