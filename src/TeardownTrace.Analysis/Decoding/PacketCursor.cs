using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Where the decoding of one packet stands. Header readers take their bytes from it and move it on; it never stands beyond the captured
/// bytes. A header that was taken has been length-checked.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct PacketCursor
{
    /// <summary>
    /// Wire lengths above this are taken for damage and replaced by the captured length. The largest real ones are super-packets of
    /// segmentation offload (Linux gso_max_size: 512 KiB).
    /// </summary>
    private const uint LongestPacket = 1 << 20;

    private ReadOnlySpan<byte> _captured;

    /// <summary>Starts at the first byte of a packet.</summary>
    /// <param name="captured">Its captured bytes.</param>
    /// <param name="originalLength">Its bytes on the wire.</param>
    public PacketCursor(ReadOnlySpan<byte> captured, uint originalLength)
    {
        _captured = captured;
        WireEnd = originalLength > LongestPacket || originalLength < captured.Length ? captured.Length : (int)originalLength;
    }

    /// <summary>Offset of the next header in the packet.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the datagram being read ends on the wire; beyond the captured bytes where the capture was cut.</summary>
    public int WireEnd { get; private set; }

    /// <summary>Captured bytes from the next header to the end of the datagram being read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _captured[Offset..];

    /// <summary>Type of what follows, for <see cref="Layer.EtherType"/>.</summary>
    public ushort EtherType { get; set; }

    /// <summary>IP protocol of what follows, for <see cref="Layer.Transport"/>.</summary>
    public byte Protocol { get; set; }

    /// <summary>Offset of the innermost IP header.</summary>
    public int IpOffset { get; private set; }

    /// <summary>Whether the innermost IP header is of version 6.</summary>
    public bool IsIPv6 { get; private set; }

    /// <summary>Whether the innermost IP datagram is the first of several fragments.</summary>
    public bool IsFirstFragment { get; set; }

    /// <summary>IP headers met; more than one inside a tunnel.</summary>
    public int IpHeaders { get; private set; }

    /// <summary>Innermost VLAN identifier met before the first IP header; 0 for none.</summary>
    public ushort Vlan { get; private set; }

    /// <summary>Hash of VLANs and tunnels so far, see <see cref="FlowContext"/>.</summary>
    public uint Context { get; private set; }

    /// <summary>What became of the packet, once <see cref="Layer.Done"/>.</summary>
    public DecodeResult Result { get; private set; }

    /// <summary>The innermost IP header.</summary>
    public readonly ReadOnlySpan<byte> IpHeader => _captured[IpOffset..];

    /// <summary>Ends decoding.</summary>
    public Layer End(DecodeResult result)
    {
        Result = result;
        return Layer.Done;
    }

    /// <summary>Ends decoding where the packet is too short for its headers: by the snap length, or because a length in it lies.</summary>
    /// <param name="needed">Bytes that the next header needs.</param>
    public Layer EndShort(int needed) =>
        End(Offset + needed <= WireEnd && _captured.Length < WireEnd ? DecodeResult.CutShort : DecodeResult.Malformed);

    /// <summary>Ends decoding where a tunnel that was only guessed by its port is too short: cut, or no tunnel.</summary>
    /// <param name="needed">Bytes that the next header needs.</param>
    public Layer EndTunnelShort(int needed)
    {
        EndShort(needed);
        return End(Result == DecodeResult.CutShort ? DecodeResult.CutShort : DecodeResult.OtherTransport);
    }

    /// <summary>Goes on with what an EtherType names.</summary>
    public Layer Follow(ushort etherType)
    {
        EtherType = etherType;
        return Layer.EtherType;
    }

    /// <summary>Goes on with what an IP protocol number names.</summary>
    public Layer FollowTransport(byte protocol)
    {
        Protocol = protocol;
        return Layer.Transport;
    }

    /// <summary>Takes the next header and moves behind it, if that many bytes were captured.</summary>
    public bool TryTake(int length, out ReadOnlySpan<byte> header)
    {
        if ((uint)length > (uint)(_captured.Length - Offset))
        {
            header = default;
            return false;
        }

        header = _captured.Slice(Offset, length);
        Offset += length;
        return true;
    }

    /// <summary>Looks at the next bytes without moving, if that many were captured.</summary>
    public readonly bool TryPeek(int length, out ReadOnlySpan<byte> header)
    {
        bool captured = (uint)length <= (uint)(_captured.Length - Offset);
        header = captured ? _captured.Slice(Offset, length) : default;
        return captured;
    }

    /// <summary>Moves over bytes that nothing is wanted of, if they were captured.</summary>
    public bool TrySkip(int length) => TryTake(length, out _);

    /// <summary>The same, and goes on with what follows them; ends decoding where they were not captured.</summary>
    public Layer Skip(int length, Layer next) => TrySkip(length) ? next : EndShort(length);

    /// <summary>Notes the IP header at the cursor and that its datagram ends where its length says.</summary>
    /// <param name="datagramLength">Length from the IP header on; 0 where the header does not tell (offload, RFC 2675).</param>
    /// <param name="isIPv6">Whether it is of version 6.</param>
    public void EnterIp(int datagramLength, bool isIPv6)
    {
        IpOffset = Offset;
        IsIPv6 = isIPv6;
        IsFirstFragment = false;
        IpHeaders++;
        if (datagramLength == 0)
            return;

        // The IP length beats the link layer's: what follows is padding or a trailer. A longer one is believed too, for captures
        // written with a wrong original length and for tunnels cut by fragmentation.
        WireEnd = Offset + datagramLength;
        if (WireEnd < _captured.Length)
            _captured = _captured[..WireEnd];
    }

    /// <summary>Notes a VLAN; 0 for none.</summary>
    public void EnterVlan(ushort vlan)
    {
        if (vlan == 0)
            return;
        if (IpHeaders == 0)
            Vlan = vlan;
        Context = FlowContext.Vlan(Context, vlan);
    }

    /// <summary>Notes a tunnel's identifier that is the same in both directions.</summary>
    public void EnterTunnel(uint protocol, uint identifier) => Context = FlowContext.Tunnel(Context, protocol, identifier);
}
