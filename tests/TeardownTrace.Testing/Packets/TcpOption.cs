namespace TeardownTrace.Testing.Packets;

/// <summary>TCP options as bytes, to be strung together in <see cref="TcpPacket.Options"/>.</summary>
public static class TcpOption
{
    /// <summary>No operation.</summary>
    public static readonly byte[] Nop = [1];

    /// <summary>Maximum segment size (RFC 9293 3.7.1).</summary>
    public static byte[] MaximumSegmentSize(ushort size) => [2, 4, (byte)(size >> 8), (byte)size];

    /// <summary>Window scale (RFC 7323 2.2).</summary>
    public static byte[] WindowScale(byte shift) => [3, 3, shift];

    /// <summary>SACK permitted (RFC 2018 2).</summary>
    public static byte[] SackPermitted() => [4, 2];

    /// <summary>Timestamps (RFC 7323 3.2).</summary>
    public static byte[] Timestamps(uint value, uint echo) => new NetworkOrder().U8(8).U8(10).U32(value).U32(echo).ToArray();

    /// <summary>Timestamps as nearly every stack lays them out: two no-operations first (RFC 7323 appendix A).</summary>
    public static byte[] AlignedTimestamps(uint value, uint echo) => [1, 1, .. Timestamps(value, echo)];

    /// <summary>Selective acknowledgment blocks (RFC 2018 3).</summary>
    public static byte[] Sack(params (uint Left, uint Right)[] blocks)
    {
        NetworkOrder bytes = new NetworkOrder().U8(5).U8(2 + (8 * blocks.Length));
        foreach ((uint left, uint right) in blocks)
            bytes.U32(left).U32(right);
        return bytes.ToArray();
    }
}
