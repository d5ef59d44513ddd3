using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Testing.Packets;

/// <summary>The Internet checksum (RFC 1071), with the pseudo header of TCP and UDP over IPv4 (RFC 9293 3.1) and IPv6 (RFC 8200 8.1).</summary>
internal static class InternetChecksum
{
    /// <summary>Checksum of a header whose checksum field is zero.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes) => (ushort)~Fold(Sum(bytes));

    /// <summary>Checksum of a transport segment whose checksum field is zero.</summary>
    public static ushort OfTransport(IPAddress source, IPAddress destination, byte protocol, ReadOnlySpan<byte> segment)
    {
        NetworkOrder pseudo = new NetworkOrder().Address(source).Address(destination);
        if (source.AddressFamily == AddressFamily.InterNetwork)
            pseudo.U8(0).U8(protocol).U16(segment.Length);
        else
            pseudo.U32((uint)segment.Length).Zeros(3).U8(protocol);
        return (ushort)~Fold(Sum(pseudo.ToArray()) + Sum(segment));
    }

    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (int i = 0; i < bytes.Length; i++)
            sum += (uint)bytes[i] << ((i & 1) == 0 ? 8 : 0);
        return sum;
    }

    private static uint Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (uint)sum;
    }
}
