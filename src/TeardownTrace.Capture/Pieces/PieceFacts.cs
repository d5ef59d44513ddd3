using TeardownTrace.Capture.Formats;
using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Pieces;

/// <summary>What tells whether a file is a piece of the same capture as another.</summary>
/// <param name="Path">The file as given.</param>
/// <param name="Format">pcap or pcapng, compressed or not.</param>
/// <param name="LinkType">Of the first packet's interface.</param>
/// <param name="First">Time of its first packet.</param>
/// <param name="Last">Time of its last packet; null where it cannot be found without reading everything.</param>
internal sealed record PieceFacts(string Path, string Format, LinkType LinkType, Timestamp First, Timestamp? Last)
{
    // A look at both ends of a file, not a read of it.
    private static readonly InputTuning Glance = new() { WindowBytes = 1 << 20, BlockBytes = 64 << 10, BlocksAhead = 1 };

    /// <summary>Looks at a file.</summary>
    /// <returns>Null where it has no packets, is no capture, or is not an ordinary file: a pipe must not be tapped for a look.</returns>
    public static PieceFacts? Of(string path)
    {
        if (path == CaptureInputs.StandardInput || !FileIdentity.IsFile(path))
            return null;
        var interfaces = new InterfaceTable();
        var batch = new PacketBatch(capacity: 64);
        try
        {
            using PacketReader reader = CaptureFormat.Open(new CaptureInputs(Glance).Open(path), interfaces, new List<CaptureProblem>());
            if (!reader.TryRead(batch, limit: 1))
                return null;
            Timestamp first = batch.Packets[0].Time;
            LinkType linkType = interfaces.All[batch.Packets[0].InterfaceIndex].LinkType;
            batch.Clear();
            return new PieceFacts(path, reader.GetType().Name, linkType, first, LastTime(reader, batch, first));
        }
        catch (CaptureException)
        {
            // Opening it for good will say what is wrong with it.
            return null;
        }
        finally
        {
            batch.Clear();
        }
    }

    private static Timestamp? LastTime(PacketReader reader, PacketBatch batch, Timestamp first)
    {
        if (!reader.TryJumpNearEnd(first))
            return null;
        Timestamp? last = first;
        while (reader.TryRead(batch, batch.Slots.Length))
        {
            last = batch.Packets[^1].Time;
            batch.Clear();
        }

        return last;
    }
}
