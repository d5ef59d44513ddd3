using System.Numerics;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Identity of a flow over IPv4: 16 bytes, compared as two 64-bit words.</summary>
internal readonly struct FlowKeyV4 : IFlowKey<FlowKeyV4>
{
    private const uint HashSeed = 0x9747_B28C;

    // The odd integer nearest to 2^32 divided by the golden ratio (Knuth, TAOCP 6.4): spreads what CRC, being linear, left in a pattern.
    private const uint HashMultiplier = 0x9E37_79B1;

    private const int PortBits = 16;
    private const int EndBits = 48;
    private const ulong EndMask = (1UL << EndBits) - 1;

    /// <summary>Address and port of the lower end, above them the upper half of the context.</summary>
    private readonly ulong _low;

    /// <summary>Address and port of the higher end, above them the lower half of the context.</summary>
    private readonly ulong _high;

    private FlowKeyV4(ulong low, ulong high)
    {
        _low = low;
        _high = high;
    }

    /// <inheritdoc/>
    public uint Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint hash = BitOperations.Crc32C(BitOperations.Crc32C(HashSeed, _low), _high) * HashMultiplier;
            return hash ^ (hash >> 15);
        }
    }

    /// <inheritdoc/>
    public uint Context => ((uint)(_low >> EndBits) << 16) | (uint)(_high >> EndBits);

    /// <inheritdoc/>
    public ushort LowPort => (ushort)_low;

    /// <inheritdoc/>
    public ushort HighPort => (ushort)_high;

    /// <inheritdoc/>
    public HostAddress LowAddress => HostAddress.FromIPv4((uint)(_low >> PortBits));

    /// <inheritdoc/>
    public HostAddress HighAddress => HostAddress.FromIPv4((uint)(_high >> PortBits));

    /// <summary>The key of a segment, without context.</summary>
    /// <param name="source">Sender's address, first octet highest.</param>
    /// <param name="destination">Receiver's address, first octet highest.</param>
    /// <param name="ports">Source port in the upper half, destination port in the lower half, as they stand in the TCP header.</param>
    /// <param name="direction">Which end the sender is; the low one where both are the same.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKeyV4 Create(uint source, uint destination, uint ports, out SegmentTraits direction)
    {
        // By minimum and maximum: the direction of a segment is as good as random, a branch on it would be guessed wrong half the time.
        ulong sender = ((ulong)source << PortBits) | (ports >> 16);
        ulong receiver = ((ulong)destination << PortBits) | (ushort)ports;
        direction = (SegmentTraits)Unsafe.BitCast<bool, byte>(sender > receiver);
        return new FlowKeyV4(Math.Min(sender, receiver), Math.Max(sender, receiver));
    }

    /// <inheritdoc/>
    public FlowKeyV4 WithContext(uint context) =>
        new((_low & EndMask) | ((ulong)(context >> 16) << EndBits), (_high & EndMask) | ((ulong)context << EndBits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(FlowKeyV4 other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FlowKeyV4 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;
}
