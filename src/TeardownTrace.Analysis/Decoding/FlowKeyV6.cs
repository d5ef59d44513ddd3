using System.Numerics;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Identity of a flow over IPv6: 40 bytes, compared as five 64-bit words.</summary>
internal readonly struct FlowKeyV6 : IFlowKey<FlowKeyV6>
{
    private const uint HashSeed = 0x85EB_CA6B;
    private const uint HashMultiplier = 0x9E37_79B1;

    private readonly ulong _lowPrefix;
    private readonly ulong _lowInterface;
    private readonly ulong _highPrefix;
    private readonly ulong _highInterface;

    /// <summary>Context in the upper half, then low port and high port.</summary>
    private readonly ulong _portsAndContext;

    private FlowKeyV6(UInt128 low, UInt128 high, ulong portsAndContext)
    {
        _lowPrefix = (ulong)(low >> 64);
        _lowInterface = (ulong)low;
        _highPrefix = (ulong)(high >> 64);
        _highInterface = (ulong)high;
        _portsAndContext = portsAndContext;
    }

    /// <inheritdoc/>
    public uint Hash
    {
        // One chain an end, so that the two run side by side in the processor.
        get
        {
            uint low = BitOperations.Crc32C(BitOperations.Crc32C(HashSeed, _lowPrefix), _lowInterface);
            uint high = BitOperations.Crc32C(BitOperations.Crc32C(HashMultiplier, _highPrefix), _highInterface);
            ulong ends = ((ulong)low << 32) | high;
            uint hash = BitOperations.Crc32C(BitOperations.Crc32C(HashSeed, ends), _portsAndContext) * HashMultiplier;
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
    public HostAddress LowAddress => HostAddress.FromIPv6(_lowPrefix, _lowInterface);

    /// <inheritdoc/>
    public HostAddress HighAddress => HostAddress.FromIPv6(_highPrefix, _highInterface);

    /// <summary>The key of a segment, without context.</summary>
    /// <param name="source">Sender's address, first octet highest.</param>
    /// <param name="destination">Receiver's address, first octet highest.</param>
    /// <param name="ports">Source port in the upper half, destination port in the lower half, as they stand in the TCP header.</param>
    /// <param name="direction">Which end the sender is; the low one where both are the same.</param>
    public static FlowKeyV6 Create(UInt128 source, UInt128 destination, uint ports, out SegmentTraits direction)
    {
        bool fromHigh = source > destination || (source == destination && ports >> 16 > (ushort)ports);
        direction = fromHigh ? SegmentTraits.FromHigh : SegmentTraits.None;
        return fromHigh
            ? new FlowKeyV6(destination, source, BitOperations.RotateLeft(ports, 16))
            : new FlowKeyV6(source, destination, ports);
    }

    /// <inheritdoc/>
    public FlowKeyV6 WithContext(uint context) =>
        new(
            new UInt128(_lowPrefix, _lowInterface),
            new UInt128(_highPrefix, _highInterface),
            ((ulong)context << 32) | (uint)_portsAndContext);

    /// <inheritdoc/>
    public bool Equals(FlowKeyV6 other) =>
        _lowInterface == other._lowInterface
        && _highInterface == other._highInterface
        && _portsAndContext == other._portsAndContext
        && _lowPrefix == other._lowPrefix
        && _highPrefix == other._highPrefix;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FlowKeyV6 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;
}
