using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Turns packets into TCP segments. Plain TCP over IP, nearly all of most captures, takes a path of its own: where the IP header stands is
/// known from the link layer, then one length check and loads. Everything else takes <see cref="HeaderChain"/>. One decoder a thread: nothing is
/// shared but the packets.
/// </summary>
internal sealed class PacketDecoder
{
    private IReadOnlyList<CaptureInterface>? _interfaces;
    private LinkLayer?[] _links = [];
    private SegmentBatch<FlowKeyV4> _v4 = new(0);
    private SegmentBatch<FlowKeyV6> _v6 = new(0);

    /// <summary>Decodes a run of packets. Keys carry no context: the tracker gives them one where the same tuple would mix.</summary>
    /// <param name="packets">The packets, in capture order.</param>
    /// <param name="firstIndex">Index in its batch of the first of them, for <see cref="TcpSegment.PacketIndex"/>.</param>
    /// <param name="interfaces">The source's interfaces; the packets' own must be in it, more may be added by another thread.</param>
    /// <param name="filter">Leaves out packets that it does not match, where given.</param>
    /// <param name="v4">Cleared, then filled with the segments over IPv4; holds as many as there are packets.</param>
    /// <param name="v6">The same over IPv6.</param>
    /// <param name="counters">What became of the packets is added to it.</param>
    public void Decode(
        ReadOnlySpan<CapturedPacket> packets,
        int firstIndex,
        IReadOnlyList<CaptureInterface> interfaces,
        PacketFilter? filter,
        SegmentBatch<FlowKeyV4> v4,
        SegmentBatch<FlowKeyV6> v6,
        DecodeCounters counters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(v4.Capacity, packets.Length, nameof(v4));
        ArgumentOutOfRangeException.ThrowIfLessThan(v6.Capacity, packets.Length, nameof(v6));
        if (!ReferenceEquals(interfaces, _interfaces))
        {
            _interfaces = interfaces;
            _links = [];
        }

        v4.Clear();
        v6.Clear();
        _v4 = v4;
        _v6 = v6;
        int others = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            ref readonly CapturedPacket packet = ref packets[i];
            if (filter is null && TryDecodePlain(in packet, firstIndex + i))
                continue;
            others++;
            counters.Add(DecodeAny(in packet, firstIndex + i, filter));
        }

        counters.Add(DecodeResult.Tcp, packets.Length - others);
        CountExtent(packets, counters);
    }

    private static void CountExtent(ReadOnlySpan<CapturedPacket> packets, DecodeCounters counters)
    {
        long wireBytes = 0;
        long earliest = long.MaxValue;
        long latest = long.MinValue;
        foreach (ref readonly CapturedPacket packet in packets)
        {
            long time = packet.Time.Nanoseconds;
            wireBytes += packet.OriginalLength;
            earliest = Math.Min(earliest, time);
            latest = Math.Max(latest, time);
        }

        counters.AddExtent(wireBytes, earliest, latest);
    }

    /// <summary>A link layer of known length, VLAN tags at most, and <see cref="TryDecodePlain{TIp, TKey}"/>; nothing else.</summary>
    private bool TryDecodePlain(in CapturedPacket packet, int packetIndex)
    {
        LinkLayer link = LinkOf(packet.InterfaceIndex);
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (bytes.Length <= link.PlainLength)
            return false;

        var envelope = new LinkEnvelope { Length = link.PlainLength };
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        if (link.HasType)
        {
            ushort etherType = BigEndian.ReadUInt16(ref start, link.TypeOffset);
            if (etherType is not (EtherTypes.IPv4 or EtherTypes.IPv6))
                envelope = EthernetHeader.SkipTags(bytes, etherType, envelope.Length);
            if (envelope.Length == 0)
                return false;
        }

        return Unsafe.Add(ref start, envelope.Length) >> 4 == IPv6Header.Version
            ? TryDecodePlainV6(in packet, packetIndex, envelope)
            : TryDecodePlain<IPv4Header, FlowKeyV4>(in packet, packetIndex, envelope, _v4);
    }

    /// <summary>Not in line: IPv4 does not pay for IPv6.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryDecodePlainV6(in CapturedPacket packet, int packetIndex, LinkEnvelope envelope) =>
        TryDecodePlain<IPv6Header, FlowKeyV6>(in packet, packetIndex, envelope, _v6);

    /// <summary>IP without options, extensions or fragments, a TCP header captured whole; nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDecodePlain<TIp, TKey>(in CapturedPacket packet, int packetIndex, LinkEnvelope envelope, SegmentBatch<TKey> segments)
        where TIp : struct, IIpHeader<TKey>
        where TKey : unmanaged, IFlowKey<TKey>
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        int tcpOffset = envelope.Length + TIp.MinimumLength;
        if (bytes.Length < tcpOffset + TcpHeader.MinimumLength)
            return false;

        ref byte ip = ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), envelope.Length);
        if (!TIp.IsPlain(ref ip))
            return false;

        ref byte tcp = ref Unsafe.Add(ref ip, TIp.MinimumLength);
        int headerLength = TcpHeader.HeaderLength(Unsafe.Add(ref tcp, TcpHeader.DataOffsetOffset));
        int payloadLength = TIp.RestLength(ref ip) - headerLength;
        if (headerLength < TcpHeader.MinimumLength || payloadLength < 0 || bytes.Length < tcpOffset + headerLength)
            return false;

        TKey key = TIp.KeyOf(ref ip, BigEndian.ReadUInt32(ref tcp), out SegmentTraits direction);
        ref TcpSegment segment = ref segments.Add(key);
        segment.Time = packet.Time.Nanoseconds;
        segment.PacketIndex = packetIndex;
        segment.PayloadLength = (uint)payloadLength;
        segment.Vlan = envelope.Vlan;
        segment.Context = envelope.Context;

        // The traits are written once: to read back what was just written to memory that no cache holds would wait for it.
        SegmentTraits ofIp = TIp.Describe(ref ip, ref segment);
        TcpHeader.ReadWhole(ref tcp, headerLength, direction | ofIp, ref segment);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DecodeResult DecodeAny(in CapturedPacket packet, int packetIndex, PacketFilter? filter)
    {
        if (filter is not null)
        {
            if (!filter.Matches(in packet, _interfaces![packet.InterfaceIndex].LinkType))
                return DecodeResult.FilteredOut;
            if (TryDecodePlain(in packet, packetIndex))
                return DecodeResult.Tcp;
        }

        var cursor = new PacketCursor(packet.Bytes, packet.OriginalLength);
        DecodeResult result = HeaderChain.ReadToTcp(ref cursor, LinkOf(packet.InterfaceIndex));
        if (result != DecodeResult.Tcp)
            return result;

        TcpSegment segment = default;
        segment.Time = packet.Time.Nanoseconds;
        segment.PacketIndex = packetIndex;
        segment.Vlan = cursor.Vlan;
        segment.Context = cursor.Context;
        result = TcpHeader.Read(cursor.Rest, cursor.WireEnd - cursor.Offset, cursor.IsFirstFragment, ref segment, out uint ports);
        if (result != DecodeResult.Tcp)
            return result;

        if (cursor.IsIPv6)
            Keep<IPv6Header, FlowKeyV6>(cursor.IpHeader, ports, segment, _v6);
        else
            Keep<IPv4Header, FlowKeyV4>(cursor.IpHeader, ports, segment, _v4);
        return DecodeResult.Tcp;
    }

    private static void Keep<TIp, TKey>(ReadOnlySpan<byte> ipHeader, uint ports, TcpSegment segment, SegmentBatch<TKey> segments)
        where TIp : struct, IIpHeader<TKey>
        where TKey : unmanaged, IFlowKey<TKey>
    {
        ref byte ip = ref MemoryMarshal.GetReference(ipHeader);
        TKey key = TIp.KeyOf(ref ip, ports, out SegmentTraits direction);
        segment.Traits |= direction | TIp.Describe(ref ip, ref segment);
        segments.Add(key) = segment;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LinkLayer LinkOf(int interfaceIndex)
    {
        LinkLayer?[] links = _links;
        return (uint)interfaceIndex < (uint)links.Length && links[interfaceIndex] is { } known ? known : FindLink(interfaceIndex);
    }

    /// <summary>Looks up an interface that is new. Later ones may still be in the making by the reading thread.</summary>
    private LinkLayer FindLink(int interfaceIndex)
    {
        // By doubling: a hostile capture can describe an interface before each packet.
        if (interfaceIndex >= _links.Length)
            Array.Resize(ref _links, Math.Max(interfaceIndex + 1, _links.Length * 2));
        LinkLayer link = LinkLayers.Find(_interfaces![interfaceIndex].LinkType.Number);
        _links[interfaceIndex] = link;
        return link;
    }
}
