using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>SYNs without options from random addresses, as flooding tools send them; nobody answers.</summary>
internal sealed class SynFlood(PcapStream capture, SeededRandom random)
{
    /// <summary>203.0.113.80, of a network reserved for documentation (RFC 5737).</summary>
    private const uint Target = 0xCB00_7150;

    private const ushort TargetPort = 443;
    private const byte HopLimit = 240;
    private const ushort Window = 64240;

    /// <summary>Writes one.</summary>
    public void Write(long now)
    {
        ulong bits = random.Next();
        ulong more = random.Next();
        var segment = new SegmentFields
        {
            TimeNs = now,
            // The real clients are in 100.64.0.0/10: the upper half of the address space cannot meet them.
            Source = (uint)bits | 0x8000_0000,
            Destination = Target,
            SourcePort = (ushort)(1024 + ((more >> 32) % 64512)),
            DestinationPort = TargetPort,
            Identification = (ushort)(bits >> 48),
            HopLimit = HopLimit,
            Sequence = (uint)more,
            Flags = TcpFlags.Syn,
            Window = Window,
        };
        capture.Write(segment);
    }
}
