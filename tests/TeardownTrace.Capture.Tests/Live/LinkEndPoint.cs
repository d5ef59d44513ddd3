using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>struct sockaddr_ll of Linux: an interface, by its number. The protocol stays 0, so that nothing is received.</summary>
internal sealed class LinkEndPoint(int interfaceNumber) : EndPoint
{
    private const int Length = 20;

    private const int NumberOffset = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, Length);
        Span<byte> number = stackalloc byte[sizeof(int)];
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.WriteInt32LittleEndian(number, interfaceNumber);
        else
            BinaryPrimitives.WriteInt32BigEndian(number, interfaceNumber);
        for (int i = 0; i < number.Length; i++)
            address[NumberOffset + i] = number[i];
        return address;
    }
}
