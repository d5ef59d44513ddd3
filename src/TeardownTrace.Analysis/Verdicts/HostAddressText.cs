using System.Buffers.Text;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Addresses as text without allocating: dotted decimal, and RFC 5952 for IPv6 (lower case, the longest run of zero groups left out).</summary>
internal static class HostAddressText
{
    private const int Groups = 8;
    private const int GroupBits = 16;
    private const int MaxIPv6Length = 39;

    /// <summary>Whether 96 leading bits are zero, or end in ffff (IPv4-mapped): RFC 5952 section 5 writes these with dotted decimal.</summary>
    internal static bool EmbedsIPv4(UInt128 value) => value >> 32 == 0 || value >> 32 == 0xffff;

    internal static bool TryFormatIPv4(uint value, Span<byte> destination, out int written)
    {
        written = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (!Utf8Formatter.TryFormat((byte)(value >> shift), destination[written..], out int digits))
                return false;
            written += digits;
            if (shift == 0)
                return true;
            if (written == destination.Length)
                return false;
            destination[written++] = (byte)'.';
        }

        return true;
    }

    internal static bool TryFormatIPv6(UInt128 value, Span<byte> destination, out int written)
    {
        Span<byte> text = stackalloc byte[MaxIPv6Length];
        (int zeroStart, int zeroLength) = LongestZeroRun(value);
        int length = 0;
        for (int group = 0; group < Groups; group++)
        {
            if (group == zeroStart)
            {
                "::"u8.CopyTo(text[length..]);
                length += 2;
                group += zeroLength - 1;
                continue;
            }

            if (group > 0 && group != zeroStart + zeroLength)
                text[length++] = (byte)':';
            Group(value, group).TryFormat(text[length..], out int digits, "x");
            length += digits;
        }

        written = 0;
        if (!text[..length].TryCopyTo(destination))
            return false;
        written = length;
        return true;
    }

    private static ushort Group(UInt128 value, int index) => (ushort)(value >> ((Groups - 1 - index) * GroupBits));

    /// <summary>The first of the longest runs of at least two zero groups; its start is beyond the address where there is none.</summary>
    private static (int Start, int Length) LongestZeroRun(UInt128 value)
    {
        (int bestStart, int bestLength) = (Groups + 1, 1);
        int length = 0;
        for (int group = 0; group < Groups; group++)
        {
            length = Group(value, group) == 0 ? length + 1 : 0;
            if (length > bestLength)
                (bestStart, bestLength) = (group - length + 1, length);
        }

        return (bestStart, bestLength);
    }
}
