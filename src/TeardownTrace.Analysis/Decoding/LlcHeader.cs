using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads IEEE 802.2 LLC, and SNAP where it follows (RFC 1042).</summary>
internal static class LlcHeader
{
    private const int Length = 3;
    private const byte SnapAccessPoint = 0xAA;
    private const byte IpAccessPoint = 0x06;

    /// <summary>Organisation (3 bytes) and its protocol (2 bytes).</summary>
    private const int SnapLength = 5;
    private const int SnapProtocolOffset = 3;
    private const uint EtherTypeOrganisation = 0x00_0000;
    private const uint BridgeTunnelOrganisation = 0x00_00F8;

    /// <summary>Bridged frames over multiprotocol encapsulation (RFC 2684 5.2), with and without their check sequence.</summary>
    private const uint BridgedOrganisation = 0x00_80C2;
    private const ushort BridgedEthernetWithCheck = 0x0001;
    private const ushort BridgedEthernet = 0x0007;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Length);
        if (header[0] == IpAccessPoint && header[1] == IpAccessPoint)
            return Layer.Ip;
        if (header[0] != SnapAccessPoint || header[1] != SnapAccessPoint)
            return cursor.End(DecodeResult.NotIp);
        if (!cursor.TryTake(SnapLength, out ReadOnlySpan<byte> snap))
            return cursor.EndShort(SnapLength);

        ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(snap[SnapProtocolOffset..]);
        return (BinaryPrimitives.ReadUInt32BigEndian(snap) >> 8) switch
        {
            EtherTypeOrganisation or BridgeTunnelOrganisation => cursor.Follow(protocol),
            BridgedOrganisation when protocol is BridgedEthernet or BridgedEthernetWithCheck => Layer.Ethernet,
            _ => cursor.End(DecodeResult.NotIp),
        };
    }
}
