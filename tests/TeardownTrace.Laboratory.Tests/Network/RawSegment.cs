using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>A TCP segment without payload that no socket of the sender stands behind (RFC 9293 3.1).</summary>
internal sealed record RawSegment(int SourcePort, int DestinationPort, uint Sequence)
{
    private const int FlagsOffset = 13;

    private const int WindowOffset = 14;

    private const int ChecksumOffset = 16;

    private const int HeaderLength = 20;

    private const int TimestampsLength = 12;

    private const byte Syn = 0x02;

    private const byte Rst = 0x04;

    /// <summary>A RST instead of a SYN.</summary>
    public bool IsReset { get; init; }

    /// <summary>TSval of a timestamps option; none where null.</summary>
    public uint? Timestamp { get; init; }

    /// <summary>Sends it from one address to another.</summary>
    public void Send(NetworkNamespace from, IPAddress source, IPAddress destination)
    {
        byte[] header = Build(source, destination);
        using Socket socket = from.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(source, 0));
        socket.SendTo(header, new IPEndPoint(destination, 0));
    }

    private byte[] Build(IPAddress source, IPAddress destination)
    {
        byte[] header = new byte[HeaderLength + (Timestamp is null ? 0 : TimestampsLength)];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), Sequence);
        header[12] = (byte)(header.Length / 4 << 4);
        header[FlagsOffset] = IsReset ? Rst : Syn;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(WindowOffset), ushort.MaxValue);
        if (Timestamp is { } value)
        {
            ReadOnlySpan<byte> option = [1, 1, 8, 10]; // NOP, NOP, kind 8, length 10 (RFC 7323 3.2)
            option.CopyTo(header.AsSpan(HeaderLength));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(HeaderLength + 4), value);
        }

        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(ChecksumOffset), Checksum(header, source, destination));
        return header;
    }

    private static ushort Checksum(byte[] header, IPAddress source, IPAddress destination)
    {
        byte[] covered = [.. source.GetAddressBytes(), .. destination.GetAddressBytes(), 0, (byte)ProtocolType.Tcp, 0, (byte)header.Length, .. header];
        uint sum = 0;
        for (int i = 0; i < covered.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(covered.AsSpan(i));
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
