using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The connections whose hashes begin with the same bits: everything that is remembered of them lives here and nowhere else, so that
/// partitions never meet and what they find does not depend on who tracks them.
/// </summary>
internal sealed class Partition : IDisposable
{
    private readonly FlowTracker<FlowKeyV4> _v4;
    private readonly FlowTracker<FlowKeyV6> _v6;

    public Partition(AnalysisOptions options, int capacity, FrameMap frames, DropIntervals drops)
    {
        Finished = new FinishedConnections(options, frames);
        var rare = new Slab<RareFacts>();
        var mirrors = new MirrorFilter();
        _v4 = new FlowTracker<FlowKeyV4>(options, capacity, rare, mirrors, Finished, drops);
        _v6 = new FlowTracker<FlowKeyV6>(options, capacity, rare, mirrors, Finished, drops);
    }

    /// <summary>What its connections came to.</summary>
    public FinishedConnections Finished { get; }

    /// <summary>The tracker of a family.</summary>
    public FlowTracker<FlowKeyV4> V4 => _v4;

    /// <summary>The tracker of a family.</summary>
    public FlowTracker<FlowKeyV6> V6 => _v6;

    /// <summary>Lets connections expire by the capture's clock.</summary>
    public void Advance(long now)
    {
        _v4.Advance(now);
        _v6.Advance(now);
    }

    /// <summary>Ends every connection.</summary>
    public void FinishAll(long until)
    {
        _v4.FinishAll(until);
        _v6.FinishAll(until);
    }

    /// <summary>Counts the states of its connections.</summary>
    public void Survey(StateCounter counter)
    {
        _v4.Survey(counter);
        _v6.Survey(counter);
    }

    /// <inheritdoc/>
    public void Dispose() => Finished.Dispose();
}
