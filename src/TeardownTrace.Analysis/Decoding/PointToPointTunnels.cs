using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads tunnels of single hosts over UDP: L2TP version 2 (RFC 2661 3.1) and Teredo (RFC 4380 5.1.1).</summary>
internal static class PointToPointTunnels
{
    private const int L2tpControl = 0x8000;
    private const int L2tpHasLength = 0x4000;
    private const int L2tpHasSequence = 0x0800;
    private const int L2tpHasOffset = 0x0200;
    private const int L2tpVersionMask = 0x000F;
    private const int L2tpVersion = 2;

    /// <summary>Flags and version, tunnel, session.</summary>
    private const int L2tpLength = 6;

    private const ushort TeredoAuthentication = 0x0001;
    private const ushort TeredoOrigin = 0x0000;
    private const int TeredoOriginLength = 8;

    /// <summary>Indicator, lengths of client identifier and authentication value, then both, a nonce (8) and a confirmation.</summary>
    private const int TeredoAuthenticationLength = 13;

    /// <summary>Takes an L2TP header; data messages carry PPP. Tunnel and session belong to the receiver and enter no context.</summary>
    public static Layer ReadL2tp(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(L2tpLength, out ReadOnlySpan<byte> header))
            return cursor.EndTunnelShort(L2tpLength);

        int flags = BinaryPrimitives.ReadUInt16BigEndian(header);
        if ((flags & L2tpControl) != 0 || (flags & L2tpVersionMask) != L2tpVersion)
            return cursor.End(DecodeResult.OtherTransport);

        int length = L2tpLength
            + ((flags & L2tpHasLength) != 0 ? sizeof(ushort) : 0)
            + ((flags & L2tpHasSequence) != 0 ? 2 * sizeof(ushort) : 0);
        if ((flags & L2tpHasOffset) != 0)
        {
            if (!cursor.TryPeek(length + sizeof(ushort), out header))
                return cursor.EndTunnelShort(length + sizeof(ushort));
            length += sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(header[length..]);
        }

        return cursor.TrySkip(length) ? Layer.Ppp : cursor.EndTunnelShort(length);
    }

    /// <summary>Takes Teredo's indications, if any; IPv6 follows.</summary>
    public static Layer ReadTeredo(ref PacketCursor cursor)
    {
        if (TryPeekIndicator(ref cursor, TeredoAuthentication) && cursor.TryPeek(sizeof(uint), out ReadOnlySpan<byte> header)
            && !cursor.TrySkip(TeredoAuthenticationLength + header[2] + header[3]))
        {
            return cursor.EndTunnelShort(TeredoAuthenticationLength);
        }

        if (TryPeekIndicator(ref cursor, TeredoOrigin) && !cursor.TrySkip(TeredoOriginLength))
            return cursor.EndTunnelShort(TeredoOriginLength);
        return cursor.TryPeek(1, out ReadOnlySpan<byte> first) && first[0] >> 4 == IPv6Header.Version
            ? Layer.Ip
            : cursor.End(DecodeResult.OtherTransport);
    }

    private static bool TryPeekIndicator(ref PacketCursor cursor, ushort indicator) =>
        cursor.TryPeek(sizeof(ushort), out ReadOnlySpan<byte> start) && BinaryPrimitives.ReadUInt16BigEndian(start) == indicator;
}
