using System.Buffers;
using System.Buffers.Binary;

namespace TeardownTrace.Cli.Tests;

/// <summary>
/// A capture (pcap, raw IPv4) of connections put together segment by segment: global header of 24 bytes, then records of
/// 16 bytes and an IPv4 and a TCP header of 20 bytes each (draft-ietf-opsawg-pcap, RFC 791, RFC 9293 3.1).
/// </summary>
internal sealed class SmallCapture
{
    private const uint Magic = 0xa1b2c3d4;
    private const uint LinkTypeRaw = 101;
    private const int RecordLength = 16;
    private const int IPLength = 20;
    private const int TcpLength = 20;
    private const uint FirstSecond = 1_795_236_631;
    private const byte Fin = 1;
    private const byte Syn = 2;
    private const byte Rst = 4;
    private const byte Ack = 16;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private uint _microseconds;

    internal SmallCapture()
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], LinkTypeRaw);
        _bytes.Write(header);
    }

    internal byte[] Bytes => _bytes.WrittenSpan.ToArray();

    /// <summary>RFC 9293 figure 12 after a handshake: the client closes first. Seven segments.</summary>
    internal SmallCapture Graceful(ushort clientPort) =>
        Handshake(clientPort)
            .Segment(clientPort, fromClient: true, Fin | Ack, 101, 301)
            .Segment(clientPort, fromClient: false, Ack, 301, 102)
            .Segment(clientPort, fromClient: false, Fin | Ack, 301, 102)
            .Segment(clientPort, fromClient: true, Ack, 102, 302);

    /// <summary>The server cuts an established connection. Four segments.</summary>
    internal SmallCapture Reset(ushort clientPort) =>
        Handshake(clientPort).Segment(clientPort, fromClient: false, Rst | Ack, 301, 101);

    /// <summary>A connection that stays open. Three segments.</summary>
    internal SmallCapture Handshake(ushort clientPort) =>
        Segment(clientPort, fromClient: true, Syn, 100, 0)
            .Segment(clientPort, fromClient: false, Syn | Ack, 300, 101)
            .Segment(clientPort, fromClient: true, Ack, 101, 301);

    private SmallCapture Segment(ushort clientPort, bool fromClient, byte flags, uint sequence, uint acknowledgement)
    {
        Span<byte> packet = stackalloc byte[RecordLength + IPLength + TcpLength];
        packet.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(packet, FirstSecond + (_microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[4..], _microseconds % 1_000_000);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], IPLength + TcpLength);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[12..], IPLength + TcpLength);
        _microseconds += 10_000;

        Span<byte> ip = packet[RecordLength..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], IPLength + TcpLength);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(_microseconds / 10_000));
        ip[8] = 64;
        ip[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], fromClient ? 0x0a000001u : 0x0a000002u);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], fromClient ? 0x0a000002u : 0x0a000001u);

        Span<byte> tcp = ip[IPLength..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, fromClient ? clientPort : (ushort)80);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], fromClient ? (ushort)80 : clientPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgement);
        tcp[12] = (TcpLength / 4) << 4;
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 1024);
        _bytes.Write(packet);
        return this;
    }
}
