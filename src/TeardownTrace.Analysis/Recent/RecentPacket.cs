using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Recent;

/// <summary>A packet out of <see cref="RecentPackets"/>, as it was captured. Valid until the next packets are added there.</summary>
public readonly ref struct RecentPacket
{
    private readonly RecentEntry _entry;

    internal RecentPacket(in RecentEntry entry, ReadOnlySpan<byte> bytes)
    {
        _entry = entry;
        Bytes = bytes;
    }

    /// <summary>The captured bytes, from the link layer header on.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>When it was captured.</summary>
    public Timestamp Time => new(_entry.Time);

    /// <summary>Its file and its number there.</summary>
    public FrameNumber Frame => new(_entry.FileIndex, _entry.Frame);

    /// <summary>Bytes it had on the wire.</summary>
    public uint OriginalLength => _entry.OriginalLength;

    /// <summary>Index of its interface in the source's interfaces.</summary>
    public int InterfaceIndex => _entry.InterfaceIndex;
}
