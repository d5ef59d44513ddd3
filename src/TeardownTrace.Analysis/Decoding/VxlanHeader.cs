using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads VXLAN (RFC 7348 5) and its extension that names the protocol inside (draft-ietf-nvo3-vxlan-gpe).</summary>
/// <remarks>
/// <code>
/// 0: flags   1: reserved   3: next protocol (extension only)   4: network identifier (3 bytes)   7: reserved
/// </code>
/// </remarks>
internal static class VxlanHeader
{
    public const ushort Port = 4789;

    private const int Length = 8;
    private const byte HasNetwork = 0x08;
    private const byte HasNextProtocol = 0x04;
    private const int NextProtocolOffset = 3;
    private const int NetworkOffset = 4;

    private const byte NextIPv4 = 1;
    private const byte NextIPv6 = 2;
    private const byte NextEthernet = 3;
    private const byte NextMpls = 5;

    /// <summary>Takes the header at the cursor; an Ethernet frame follows.</summary>
    public static Layer Read(ref PacketCursor cursor) => ReadNetwork(ref cursor, out _) ?? Layer.Ethernet;

    /// <summary>Takes a header of the extension.</summary>
    public static Layer ReadGeneric(ref PacketCursor cursor) =>
        ReadNetwork(ref cursor, out byte next) ?? next switch
        {
            NextIPv4 or NextIPv6 => Layer.Ip,
            NextEthernet => Layer.Ethernet,
            NextMpls => cursor.Follow(EtherTypes.Mpls),
            _ => cursor.End(DecodeResult.OtherTransport),
        };

    private static Layer? ReadNetwork(ref PacketCursor cursor, out byte nextProtocol)
    {
        nextProtocol = NextEthernet;
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndTunnelShort(Length);
        if ((header[0] & HasNetwork) == 0 || header[Length - 1] != 0)
            return cursor.End(DecodeResult.OtherTransport);

        if ((header[0] & HasNextProtocol) != 0)
            nextProtocol = header[NextProtocolOffset];
        cursor.EnterTunnel(Port, BinaryPrimitives.ReadUInt32BigEndian(header[NetworkOffset..]) >> 8);
        cursor.TrySkip(Length);
        return null;
    }
}
