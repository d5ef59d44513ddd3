namespace TeardownTrace.Capture;

/// <summary>Where packets come from: a capture file, the pieces of a rotated capture, a live interface.</summary>
/// <remarks>A source is read by one thread. Two batches may be alive at once: reading into one leaves the other's packets valid.</remarks>
public interface IPacketSource : IDisposable
{
    /// <summary>The files (or the interface) that packets come from, by <see cref="PacketBatch.FileIndex"/>; as given on the command line.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>The interfaces met so far, by <see cref="CapturedPacket.InterfaceIndex"/>; grows while reading, entries never change.</summary>
    IReadOnlyList<CaptureInterface> Interfaces { get; }

    /// <summary>What went wrong while reading, in the order met. Packets before each problem were delivered.</summary>
    IReadOnlyList<CaptureProblem> Problems { get; }

    /// <summary>Bytes of the input read so far and in all.</summary>
    CaptureProgress Progress { get; }

    /// <summary>Reads the next packets.</summary>
    /// <param name="batch">Receives them; what it held before is gone.</param>
    /// <returns>False at the end of the source; the batch is then empty. A live source may return true with an empty batch when the wire is silent.</returns>
    bool TryRead(PacketBatch batch);
}
