using System.Net.Sockets;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Testing.Traces;

/// <summary>Frames of a script as captured packets.</summary>
internal static class TracePackets
{
    /// <summary>LINKTYPE_ETHERNET.</summary>
    public const int Ethernet = 1;

    private const ushort DiscardPort = 9;

    /// <summary>The packets, in the order of the frames.</summary>
    public static IReadOnlyList<MemoryPacket> Of(IReadOnlyList<TraceFrame> frames, int linkType = Ethernet) =>
        [.. frames.Select(frame => Packet(frame, linkType))];

    /// <summary>An in-memory capture of the frames.</summary>
    public static MemoryPacketSource Open(IReadOnlyList<TraceFrame> frames, int linkType = Ethernet, int batchSize = int.MaxValue) =>
        new(Of(frames, linkType), linkType, batchSize);

    /// <summary>One frame as an IP datagram, not yet on a link.</summary>
    public static PacketBuilder Build(TraceFrame frame)
    {
        PacketBuilder datagram = frame.IsFiller ? Filler(frame) : PacketBuilder.Of(Segment(frame));
        return frame.Vlan is int vlan ? datagram.InVlan(vlan) : datagram;
    }

    private static MemoryPacket Packet(TraceFrame frame, int linkType)
    {
        byte[] bytes = Build(frame).OnLink(linkType);
        if (frame.Kept is not int kept)
            return new MemoryPacket(frame.Time, bytes);
        int notKept = Segment(frame).ToTcp().Length - kept;
        return new MemoryPacket(frame.Time, bytes[..^notKept], (uint)bytes.Length);
    }

    private static PacketBuilder Filler(TraceFrame frame) =>
        (PacketBuilder.Of([], 0) with { OuterSource = frame.Source.Address, OuterDestination = frame.Destination.Address }).InUdp(DiscardPort, DiscardPort);

    private static TcpPacket Segment(TraceFrame frame) => new()
    {
        Source = frame.Source.Address,
        SourcePort = frame.Source.Port,
        Destination = frame.Destination.Address,
        DestinationPort = frame.Destination.Port,
        Sequence = frame.Sequence,
        Acknowledgment = frame.Acknowledgment,
        Flags = TraceFormat.Flags(frame.Flags),
        Window = frame.Window,
        Options = Options(frame),
        Payload = Payload(frame),
        HopLimit = frame.HopLimit,
        IpLength = frame.IpLength,
        Checksum = frame.Checksum,
        Identification = frame.Source.Address.AddressFamily == AddressFamily.InterNetwork ? frame.Identification : (ushort)0,
    };

    private static byte[] Options(TraceFrame frame)
    {
        List<byte> options = [];
        if (frame.MaximumSegmentSize is ushort size)
            options.AddRange(TcpOption.MaximumSegmentSize(size));
        if (frame.WindowScale is byte shift)
            options.AddRange([.. TcpOption.Nop, .. TcpOption.WindowScale(shift)]);
        if (frame.Timestamps is TraceTimestamps timestamps)
            options.AddRange(TcpOption.AlignedTimestamps(timestamps.Value, timestamps.Echo));
        if (frame.DuplicateSack is uint length)
            options.AddRange([.. TcpOption.Nop, .. TcpOption.Nop, .. TcpOption.Sack((frame.Acknowledgment - length, frame.Acknowledgment))]);
        return [.. options];
    }

    // The byte at a place of the stream is the same whoever sends it again; a RST's payload is text of its own.
    private static byte[] Payload(TraceFrame frame)
    {
        byte[] payload = new byte[frame.PayloadLength];
        uint start = frame.Sequence + (frame.Has(TcpFlags.Syn) ? 1u : 0u);
        for (uint i = 0; i < payload.Length; i++)
            payload[i] = (byte)('a' + ((start + i) % 26));
        return payload;
    }
}
