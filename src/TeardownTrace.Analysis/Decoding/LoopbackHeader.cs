using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Reads the address family that BSD loopback and tunnel interfaces put before a packet. NULL has it in the byte order of the capturing
/// host, LOOP in network order; both orders are taken for both, because files travel and writers err.
/// </summary>
internal static class LoopbackHeader
{
    private const int Length = 4;
    private const uint Inet = 2;

    // AF_INET6 differs by system (tcpdump.org, LINKTYPE_NULL).
    private const uint Inet6Linux = 10;
    private const uint Inet6NetBsd = 24;
    private const uint Inet6FreeBsd = 28;
    private const uint Inet6Darwin = 30;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Length);

        uint family = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header));
        return family is Inet or Inet6Linux or Inet6NetBsd or Inet6FreeBsd or Inet6Darwin ? Layer.Ip : cursor.End(DecodeResult.NotIp);
    }
}
