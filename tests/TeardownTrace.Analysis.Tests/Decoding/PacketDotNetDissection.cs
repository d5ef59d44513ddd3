using PacketDotNet;
using PacketDotNet.Tcp;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>What PacketDotNet says of one frame: the innermost TCP segment, as far as it can be asked for.</summary>
internal sealed class PacketDotNetDissection
{
    private PacketDotNetDissection(long frame, int linkType, byte[] bytes)
    {
        LinkType = linkType;
        try
        {
            for (Packet? packet = Packet.ParsePacket((LinkLayers)linkType, bytes); packet is not null; packet = packet.PayloadPacket)
            {
                Innermost = packet;
                if (packet is TcpPacket { ParentPacket: IPPacket ip } tcp)
                {
                    Tcp = tcp;
                    Segment = HeaderOf(frame, ip, tcp);
                }
            }

            if (Tcp is not null)
            {
                Segment = Segment! with { PayloadLength = (uint)Tcp.PayloadDataSegment.Length };
                HasEndlessOption = !Tcp.Urgent && IsEndless(Tcp.Options);
                if (!HasEndlessOption)
                    Segment = Segment with { TimestampValue = Tcp.OptionsCollection?.OfType<TimeStampOption>().FirstOrDefault()?.Value };
            }
        }
#pragma warning disable CA1031 // It throws all kinds of exceptions where it gives up; each must have its row among the differences.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Refusal = exception;
        }
    }

    /// <summary>The frame's link type.</summary>
    public int LinkType { get; }

    /// <summary>The segment; its payload length and timestamp are null where it threw before them.</summary>
    public SegmentRow? Segment { get; }

    /// <summary>The header of the segment.</summary>
    public TcpPacket? Tcp { get; }

    /// <summary>The last layer that it found; null where it threw before the first.</summary>
    public Packet? Innermost { get; }

    /// <summary>What it threw; null where it read to its end.</summary>
    public Exception? Refusal { get; }

    /// <summary>Whether one of the options has length 0: they were not asked for, because it would not come back.</summary>
    public bool HasEndlessOption { get; }

    public static PacketDotNetDissection Of(long frame, int linkType, ReadOnlySpan<byte> bytes) => new(frame, linkType, bytes.ToArray());

    /// <summary>The least that is asked of a segment: its acknowledgment number, with nothing else read.</summary>
    public static uint AcknowledgedBy(byte[] ethernetFrame) =>
        Packet.ParsePacket(LinkLayers.Ethernet, ethernetFrame).Extract<TcpPacket>().AcknowledgmentNumber;

    private static SegmentRow HeaderOf(long frame, IPPacket ip, TcpPacket tcp) => new(
        frame,
        ip.SourceAddress.ToString(),
        tcp.SourcePort,
        ip.DestinationAddress.ToString(),
        tcp.DestinationPort,
        tcp.SequenceNumber,
        tcp.AcknowledgmentNumber,
        (byte)tcp.Flags,
        PayloadLength: null,
        tcp.WindowSize,
        TimestampValue: null,
        (byte)ip.TimeToLive);

    /// <summary>Steps as it steps: a byte for kinds 0 and 1, else the length.</summary>
    private static bool IsEndless(byte[] options)
    {
        int offset = 0;
        while (offset + 1 < options.Length)
        {
            int length = options[offset] <= (int)OptionTypes.NoOperation ? 1 : options[offset + 1];
            if (length == 0)
                return true;
            offset += length;
        }

        return false;
    }
}
