using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Turns packets into TCP segments. Plain Ethernet, IPv4 and TCP, nearly all of most captures, takes a path of its own: one length check,
/// then loads. Everything else takes <see cref="HeaderChain"/>. One decoder a thread: nothing is shared but the packets.
/// </summary>
internal sealed class PacketDecoder
{
    private const int VlanTaggedLength = EthernetHeader.Length + EthernetHeader.TagLength;

    /// <summary>Version 4 and a header of five words, without options.</summary>
    private const byte PlainIPv4 = 0x45;

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
            else if (ReferenceEquals(link, LinkLayers.Ethernet) && TryDecodePlain(in packet, firstIndex + i, v4))
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

    /// <summary>Ethernet with one VLAN tag at most, IPv4 without options or fragments, a TCP header captured whole; nothing else.</summary>
    private static bool TryDecodePlain(in CapturedPacket packet, int packetIndex, SegmentBatch<FlowKeyV4> v4)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        int ipOffset = EthernetHeader.Length;
        if (bytes.Length < EthernetHeader.Length + IPv4Header.MinimumLength + TcpHeader.MinimumLength)
            return false;

        ref byte start = ref MemoryMarshal.GetReference(bytes);
        ushort etherType = BigEndian.ReadUInt16(ref start, EthernetHeader.TypeOffset);
        ushort vlan = 0;
        if (etherType == EtherTypes.Vlan)
        {
            if (bytes.Length < VlanTaggedLength + IPv4Header.MinimumLength + TcpHeader.MinimumLength)
                return false;
            vlan = (ushort)(BigEndian.ReadUInt16(ref start, EthernetHeader.Length) & EtherTypes.VlanIdentifierMask);
            etherType = BigEndian.ReadUInt16(ref start, VlanTaggedLength - sizeof(ushort));
            ipOffset = VlanTaggedLength;
        }

        ref byte ip = ref Unsafe.Add(ref start, ipOffset);
        if (etherType != EtherTypes.IPv4
            || ip != PlainIPv4
            || Unsafe.Add(ref ip, IPv4Header.ProtocolOffset) != IpProtocols.Tcp
            || (BigEndian.ReadUInt16(ref ip, IPv4Header.FragmentOffset) & IPv4Header.FragmentMask) != 0)
        {
            return false;
        }

        ref byte tcp = ref Unsafe.Add(ref ip, IPv4Header.MinimumLength);
        int headerLength = TcpHeader.HeaderLength(Unsafe.Add(ref tcp, TcpHeader.DataOffsetOffset));
        int payloadLength = BigEndian.ReadUInt16(ref ip, IPv4Header.TotalLengthOffset) - IPv4Header.MinimumLength - headerLength;
        if (headerLength < TcpHeader.MinimumLength
            || payloadLength < 0
            || bytes.Length < ipOffset + IPv4Header.MinimumLength + headerLength)
        {
            return false;
        }

        FlowKeyV4 key = IPv4Header.KeyOf(ref ip, BigEndian.ReadUInt32(ref tcp), out SegmentTraits direction);
        ref TcpSegment segment = ref v4.Add(key);
        segment.Time = packet.Time.Nanoseconds;
        segment.PacketIndex = packetIndex;
        segment.PayloadLength = (uint)payloadLength;
        segment.Vlan = vlan;
        segment.Context = vlan == 0 ? 0 : FlowContext.Vlan(0, vlan);
        TcpHeader.ReadWhole(ref tcp, headerLength, ref segment);
        segment.Traits |= direction;
        IPv4Header.Describe(ref ip, ref segment);
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

        ref byte ip = ref MemoryMarshal.GetReference(cursor.IpHeader);
        if (cursor.IsIPv6)
        {
            FlowKeyV6 key = IPv6Header.KeyOf(ref ip, ports, out SegmentTraits direction);
            segment.Traits |= direction;
            IPv6Header.Describe(ref ip, ref segment);
            v6.Add(key) = segment;
        }
        else
        {
            FlowKeyV4 key = IPv4Header.KeyOf(ref ip, ports, out SegmentTraits direction);
            segment.Traits |= direction;
            IPv4Header.Describe(ref ip, ref segment);
            v4.Add(key) = segment;
        }

        return DecodeResult.Tcp;
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
