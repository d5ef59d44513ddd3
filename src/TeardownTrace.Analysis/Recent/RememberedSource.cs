using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Recent;

/// <summary>A source whose packets are kept in <see cref="RecentPackets"/> on their way to the engine.</summary>
/// <param name="source">The source; disposed with this one.</param>
/// <param name="recent">Where its packets are kept.</param>
public sealed class RememberedSource(IPacketSource source, RecentPackets recent) : IPacketSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Files => source.Files;

    /// <inheritdoc/>
    public IReadOnlyList<CaptureInterface> Interfaces => source.Interfaces;

    /// <inheritdoc/>
    public IReadOnlyList<CaptureProblem> Problems => source.Problems;

    /// <inheritdoc/>
    public CaptureProgress Progress => source.Progress;

    /// <inheritdoc/>
    public bool TryRead(PacketBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        bool more = source.TryRead(batch);
        recent.Add(batch, source.Interfaces);
        return more;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
