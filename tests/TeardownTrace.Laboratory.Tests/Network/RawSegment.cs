using System.Net;
using System.Net.Sockets;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>A TCP segment without payload that no socket of the sender stands behind (RFC 9293 3.1).</summary>
internal sealed record RawSegment(int SourcePort, int DestinationPort, uint Sequence)
{
    /// <summary>A RST instead of a SYN.</summary>
    public bool IsReset { get; init; }

    /// <summary>TSval of a timestamps option; none where null.</summary>
    public uint? Timestamp { get; init; }

    /// <summary>Sends it from one address to another.</summary>
    public void Send(NetworkNamespace from, IPAddress source, IPAddress destination)
    {
        TcpPacket packet = new()
        {
            Source = source,
            Destination = destination,
            SourcePort = (ushort)SourcePort,
            DestinationPort = (ushort)DestinationPort,
            Sequence = Sequence,
            Flags = IsReset ? "R" : "S",
            Options = Timestamp is { } value ? TcpOption.AlignedTimestamps(value, echo: 0) : [],
        };
        using Socket socket = from.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(source, 0));
        socket.SendTo(packet.ToTcp(), new IPEndPoint(destination, 0));
    }
}
