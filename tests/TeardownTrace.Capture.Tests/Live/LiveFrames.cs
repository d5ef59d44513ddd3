using System.Buffers.Binary;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Ethernet frames that carry a UDP datagram; each has its number in its last bytes.</summary>
internal static class LiveFrames
{
    /// <summary>Ethernet, IPv4 and UDP.</summary>
    public const int HeaderLength = 14 + 20 + 8;

    private static readonly byte[] Headers = Convert.FromHexString(
        "020000000002" + "020000000001" + "0800"
        + "4500000000000000" + "40110000" + "0A000001" + "0A000002"
        + "C3500050" + "00000000");

    public static byte[] Numbered(int number, int length = HeaderLength + 18)
    {
        byte[] frame = new byte[length];
        Headers.CopyTo(frame, 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(16), (ushort)(length - 14));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), (ushort)(length - 34));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(length - sizeof(int)), number);
        return frame;
    }

    /// <summary>As many frames, of growing length, as the line takes.</summary>
    public static byte[][] Series(int count) => [.. Enumerable.Range(0, count).Select(i => Numbered(i, HeaderLength + 18 + (i % 100)))];

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
