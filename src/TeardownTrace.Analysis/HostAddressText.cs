using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;

namespace TeardownTrace.Analysis;

/// <summary>Addresses as text without allocating: dotted decimal, and RFC 5952 for IPv6 (lower case, the longest run of zero groups left out).</summary>
internal static class HostAddressText
{
    /// <summary>Bytes that every address has room in.</summary>
    internal const int Longest = 45;

    private const int Groups = 8;
    private const int GroupsOfHalf = Groups / 2;
    private const int GroupBits = 16;

    /// <summary>Before the last 32 bits of an IPv4-mapped address (RFC 4291 2.5.5.2).</summary>
    private const uint Mapped = 0xffff;
    private const int MaxIPv6Length = 39;
    private const int Octets = 256;

    /// <summary>Bytes that four octets and four dots take, a whole word written for each.</summary>
    private const int DottedDecimalRoom = 16;

    /// <summary>The length of a prepared octet stands above its three digits.</summary>
    private const int LengthShift = 24;

    private static readonly uint[] PreparedOctets = PrepareOctets();

    /// <summary>Whether 96 leading bits are zero, or end in ffff (IPv4-mapped): RFC 5952 section 5 writes these with dotted decimal.</summary>
    internal static bool EmbedsIPv4(ulong upper, ulong lower) => upper == 0 && lower >> 32 is 0 or Mapped;

    /// <summary>
    /// Writes dotted decimal from prepared octets: they have one to three digits in no order, and a formatter that branches by their number is sent back
    /// by the processor at most of them, where this one stores four times.
    /// </summary>
    internal static bool TryFormatIPv4(uint value, Span<byte> destination, out int written)
    {
        Span<byte> text = stackalloc byte[DottedDecimalRoom];
        int length = WriteOctet(text, value >> 24);
        length += WriteOctet(text[length..], value >> 16);
        length += WriteOctet(text[length..], value >> 8);
        length += WriteOctet(text[length..], value) - 1;

        written = 0;
        if (!text[..length].TryCopyTo(destination))
            return false;
        written = length;
        return true;
    }

    internal static bool TryFormatIPv6(ulong upper, ulong lower, Span<byte> destination, out int written)
    {
        Span<byte> text = stackalloc byte[MaxIPv6Length];
        (int zeroStart, int zeroLength) = LongestZeroRun(upper, lower);
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
            Group(upper, lower, group).TryFormat(text[length..], out int digits, "x");
            length += digits;
        }

        written = 0;
        if (!text[..length].TryCopyTo(destination))
            return false;
        written = length;
        return true;
    }

    /// <summary>Writes an octet and a dot.</summary>
    private static int WriteOctet(Span<byte> room, uint value)
    {
        uint octet = PreparedOctets[(byte)value];
        int length = (int)(octet >> LengthShift);
        BinaryPrimitives.WriteUInt32LittleEndian(room, octet);
        room[length] = (byte)'.';
        return length + 1;
    }

    private static uint[] PrepareOctets()
    {
        uint[] prepared = new uint[Octets];
        for (int octet = 0; octet < prepared.Length; octet++)
            prepared[octet] = PrepareOctet(octet);
        return prepared;
    }

    private static uint PrepareOctet(int value)
    {
        Span<byte> digits = stackalloc byte[sizeof(uint)];
        bool fits = Utf8Formatter.TryFormat(value, digits, out int length);
        Debug.Assert(fits, "an octet has three digits at most");
        return BinaryPrimitives.ReadUInt32LittleEndian(digits) | ((uint)length << LengthShift);
    }

    private static ushort Group(ulong upper, ulong lower, int index) =>
        (ushort)((index < GroupsOfHalf ? upper : lower) >> ((GroupsOfHalf - 1 - (index % GroupsOfHalf)) * GroupBits));

    /// <summary>The first of the longest runs of at least two zero groups; its start is beyond the address where there is none.</summary>
    private static (int Start, int Length) LongestZeroRun(ulong upper, ulong lower)
    {
        (int bestStart, int bestLength) = (Groups + 1, 1);
        int length = 0;
        for (int group = 0; group < Groups; group++)
        {
            length = Group(upper, lower, group) == 0 ? length + 1 : 0;
            if (length > bestLength)
                (bestStart, bestLength) = (group - length + 1, length);
        }

        return (bestStart, bestLength);
    }
}
