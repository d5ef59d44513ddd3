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
    private LinkLayer[] _links = [];

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
        int plain = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            ref readonly CapturedPacket packet = ref packets[i];
            LinkLayer link = LinkOf(packet.InterfaceIndex);
            if (filter is not null && !Matches(filter, in packet))
                counters.Add(DecodeResult.FilteredOut);
            else if (TryDecodePlain(in packet, firstIndex + i, link, v4, v6))
                plain++;
            else
                counters.Add(DecodeAny(in packet, firstIndex + i, link, v4, v6));
        }

        counters.Add(DecodeResult.Tcp, plain);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDecodePlain(
        in CapturedPacket packet,
        int packetIndex,
        LinkLayer link,
        SegmentBatch<FlowKeyV4> v4,
        SegmentBatch<FlowKeyV6> v6)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (bytes.Length <= link.PlainLength)
            return false;

        var envelope = new LinkEnvelope { Length = link.PlainLength };
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        if (link.HasType)
        {
            ushort etherType = BigEndian.ReadUInt16(ref start, link.TypeOffset);
            if (etherType is not (EtherTypes.IPv4 or EtherTypes.IPv6) && !EthernetHeader.TrySkipTags(bytes, etherType, ref envelope))
                return false;
        }

        return Unsafe.Add(ref start, envelope.Length) >> 4 == IPv6Header.Version
            ? TryDecodePlain<IPv6Header, FlowKeyV6>(in packet, packetIndex, envelope, v6)
            : TryDecodePlain<IPv4Header, FlowKeyV4>(in packet, packetIndex, envelope, v4);
    }

    /// <summary>IP without options, extensions or fragments, a TCP header captured whole; nothing else.</summary>
    private static bool TryDecodePlain<TIp, TKey>(in CapturedPacket packet, int packetIndex, in LinkEnvelope envelope, SegmentBatch<TKey> segments)
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
    private static DecodeResult DecodeAny(
        in CapturedPacket packet,
        int packetIndex,
        LinkLayer link,
        SegmentBatch<FlowKeyV4> v4,
        SegmentBatch<FlowKeyV6> v6)
    {
        var cursor = new PacketCursor(packet.Bytes, packet.OriginalLength);
        DecodeResult result = HeaderChain.ReadToTcp(ref cursor, link);
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
            Keep<IPv6Header, FlowKeyV6>(cursor.IpHeader, ports, segment, v6);
        else
            Keep<IPv4Header, FlowKeyV4>(cursor.IpHeader, ports, segment, v4);
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

    /// <summary>Not in line: what the loop holds need not give way to it where there is no filter.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Matches(PacketFilter filter, in CapturedPacket packet) => filter.Matches(in packet, _interfaces![packet.InterfaceIndex].LinkType);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LinkLayer LinkOf(int interfaceIndex) =>
        (uint)interfaceIndex < (uint)_links.Length ? _links[interfaceIndex] : FindLinks(interfaceIndex);

    /// <summary>Looks up the interfaces up to one that is new. Later ones may still be in the making by the reading thread.</summary>
    private LinkLayer FindLinks(int interfaceIndex)
    {
        var links = new LinkLayer[interfaceIndex + 1];
        _links.CopyTo(links, 0);
        for (int i = _links.Length; i < links.Length; i++)
            links[i] = LinkLayers.Find(_interfaces![i].LinkType.Number);
        _links = links;
        return links[interfaceIndex];
    }
}
