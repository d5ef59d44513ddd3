using System.Numerics;
using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Identity of a flow over IPv4: 16 bytes, compared as two 64-bit words.</summary>
internal readonly struct FlowKeyV4 : IFlowKey<FlowKeyV4>
{
    private const uint HashSeed = 0x9747_B28C;

    // The odd integer nearest to 2^32 divided by the golden ratio (Knuth, TAOCP 6.4): spreads what CRC, being linear, left in a pattern.
    private const uint HashMultiplier = 0x9E37_79B1;

    /// <summary>Low address in the upper half, high address in the lower half.</summary>
    private readonly ulong _addresses;

    /// <summary>Context in the upper half, then low port and high port.</summary>
    private readonly ulong _portsAndContext;

    private FlowKeyV4(ulong addresses, ulong portsAndContext)
    {
        _addresses = addresses;
        _portsAndContext = portsAndContext;
    }

    /// <inheritdoc/>
    public uint Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint hash = BitOperations.Crc32C(BitOperations.Crc32C(HashSeed, _addresses), _portsAndContext) * HashMultiplier;
            return hash ^ (hash >> 15);
        }
    }

    /// <inheritdoc/>
    public uint Context => (uint)(_portsAndContext >> 32);

    /// <inheritdoc/>
    public ushort LowPort => (ushort)(_portsAndContext >> 16);

    /// <inheritdoc/>
    public ushort HighPort => (ushort)_portsAndContext;

    /// <inheritdoc/>
    public HostAddress LowAddress => HostAddress.FromIPv4((uint)(_addresses >> 32));

    /// <inheritdoc/>
    public HostAddress HighAddress => HostAddress.FromIPv4((uint)_addresses);

    /// <summary>The key of a segment, without context.</summary>
    /// <param name="source">Sender's address, first octet highest.</param>
    /// <param name="destination">Receiver's address, first octet highest.</param>
    /// <param name="ports">Source port in the upper half, destination port in the lower half, as they stand in the TCP header.</param>
    /// <param name="direction">Which end the sender is; the low one where both are the same.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKeyV4 Create(uint source, uint destination, uint ports, out SegmentTraits direction)
    {
        // By minimum and maximum: the direction of a segment is as good as random, a branch on it would be guessed wrong half the time.
        ulong sender = ((ulong)source << 16) | (ports >> 16);
        ulong receiver = ((ulong)destination << 16) | (ushort)ports;
        ulong low = Math.Min(sender, receiver);
        ulong high = Math.Max(sender, receiver);
        direction = (SegmentTraits)Unsafe.BitCast<bool, byte>(sender > receiver);
        return new FlowKeyV4(((low >> 16) << 32) | (high >> 16), ((low & ushort.MaxValue) << 16) | (ushort)high);
    }

    /// <inheritdoc/>
    public FlowKeyV4 WithContext(uint context) => new(_addresses, ((ulong)context << 32) | (uint)_portsAndContext);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(FlowKeyV4 other) => _addresses == other._addresses && _portsAndContext == other._portsAndContext;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FlowKeyV4 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;
}
