using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis;

/// <summary>
/// IPv4 addresses as text from prepared octets. Octets have one to three digits in no order, and a formatter that branches by their number is sent
/// back by the processor at most of them, where this one stores four times.
/// </summary>
public static class DottedDecimal
{
    /// <summary>Bytes of room that an address takes; a shorter one leaves some overwritten.</summary>
    public const int Room = 16;

    private const int Octets = 256;

    /// <summary>The length of a prepared octet stands above its three digits.</summary>
    private const int LengthShift = 24;

    private static readonly uint[] Prepared = [.. Enumerable.Range(0, Octets).Select(Prepare)];

    /// <summary>Writes an IPv4 address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="room">At least <see cref="Room"/> bytes.</param>
    /// <returns>Bytes of the address.</returns>
    public static int Write(HostAddress address, Span<byte> room)
    {
        Debug.Assert(address.IsIPv4, "the other family has a text of its own");
        uint value = address.LowBits;
        int length = WriteOctet(room, value >> 24);
        length += WriteOctet(room[length..], value >> 16);
        length += WriteOctet(room[length..], value >> 8);
        return length + WriteOctet(room[length..], value) - 1;
    }

    /// <summary>Writes an octet and a dot.</summary>
    private static int WriteOctet(Span<byte> room, uint value)
    {
        uint octet = Prepared[(byte)value];
        int length = (int)(octet >> LengthShift);
        BinaryPrimitives.WriteUInt32LittleEndian(room, octet);
        room[length] = (byte)'.';
        return length + 1;
    }

    private static uint Prepare(int value)
    {
        Span<byte> digits = stackalloc byte[sizeof(uint)];
        bool fits = Utf8Formatter.TryFormat(value, digits, out int length);
        Debug.Assert(fits, "an octet has three digits at most");
        return BinaryPrimitives.ReadUInt32LittleEndian(digits) | ((uint)length << LengthShift);
    }
}
