using System.Buffers.Binary;
using System.Net;

namespace TeardownTrace.Testing.Packets;

/// <summary>Bytes written one field after the other, in network byte order unless a name says otherwise.</summary>
internal sealed class NetworkOrder
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public NetworkOrder U8(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public NetworkOrder U16(int value) => U8(value >> 8).U8(value);

    public NetworkOrder U24(uint value) => U8((int)(value >> 16)).U16((int)value);

    public NetworkOrder U32(uint value) => U16((int)(value >> 16)).U16((int)value);

    public NetworkOrder LittleU16(int value) => U16(BinaryPrimitives.ReverseEndianness((ushort)value));

    public NetworkOrder LittleU32(uint value) => U32(BinaryPrimitives.ReverseEndianness(value));

    public NetworkOrder Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public NetworkOrder Address(IPAddress address) => Bytes(address.GetAddressBytes());

    public NetworkOrder Zeros(int count) => Bytes(new byte[count]);

    public NetworkOrder Hex(string digits) => Bytes(Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal)));

    public byte[] ToArray() => [.. _bytes];
}
