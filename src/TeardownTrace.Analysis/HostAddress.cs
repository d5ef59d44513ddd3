using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text;

namespace TeardownTrace.Analysis;

/// <summary>
/// An IPv4 or IPv6 address as a value: 16 bytes and the family, no allocation. Two words, because no code that has a 128-bit integer in a structure
/// can be compiled ahead of time.
/// </summary>
public readonly record struct HostAddress : ISpanFormattable, IUtf8SpanFormattable, IComparable<HostAddress>
{
    private readonly ulong _upper;
    private readonly ulong _lower;

    private HostAddress(ulong upper, ulong lower, bool isIPv4)
    {
        _upper = upper;
        _lower = lower;
        IsIPv4 = isIPv4;
    }

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIPv4 { get; }

    /// <summary>The last 32 bits, which differ most between hosts that are near.</summary>
    internal uint LowBits => (uint)_lower;

    /// <summary>An IPv4 address from its 32 bits, first octet highest.</summary>
    public static HostAddress FromIPv4(uint value) => new(0, value, isIPv4: true);

    /// <summary>An IPv6 address from its two halves, first octet highest.</summary>
    public static HostAddress FromIPv6(ulong upper, ulong lower) => new(upper, lower, isIPv4: false);

    /// <summary>By number, IPv4 before IPv6.</summary>
    public int CompareTo(HostAddress other)
    {
        if (IsIPv4 != other.IsIPv4)
            return IsIPv4 ? -1 : 1;
        return _upper == other._upper ? _lower.CompareTo(other._lower) : _upper.CompareTo(other._upper);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[HostAddressText.Longest];
        return Encoding.ASCII.GetString(text[..Write(text)]);
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[HostAddressText.Longest];
        return Encoding.ASCII.TryGetChars(text[..Write(text)], destination, out charsWritten);
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (IsIPv4)
            return HostAddressText.TryFormatIPv4((uint)_lower, utf8Destination, out bytesWritten);

        return HostAddressText.EmbedsIPv4(_upper, _lower)
            ? ToIPAddress().TryFormat(utf8Destination, out bytesWritten)
            : HostAddressText.TryFormatIPv6(_upper, _lower, utf8Destination, out bytesWritten);
    }

    private int Write(Span<byte> room)
    {
        bool fits = TryFormat(room, out int written, default, provider: null);
        Debug.Assert(fits, "there is room for every address");
        return written;
    }

    private IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _upper);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], _lower);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes);
    }
}
