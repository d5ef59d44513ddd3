using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// The connections of one address family whose hashes begin with the same bits: everything that is remembered of them lives here and nowhere
/// else, so that partitions never meet and what they find does not depend on who tracks them.
/// </summary>
internal abstract class Partition : IDisposable
{
    /// <summary>What was counted in it.</summary>
    public abstract TotalsCounter Totals { get; }

    /// <summary>First packet of the connection that is reported next; <see cref="long.MaxValue"/> when there is none.</summary>
    public abstract long NextFirstPacket { get; }

    /// <summary>Takes the next connection out, if its turn has come.</summary>
    /// <param name="facts">What is known of it; valid until the next call of anything.</param>
    public abstract bool TryTake(out TeardownFacts facts);

    /// <summary>Lets connections expire by the capture's clock.</summary>
    public abstract void Advance(long now);

    /// <summary>Ends every connection.</summary>
    public abstract void FinishAll(long until);

    /// <summary>Counts the states of its connections.</summary>
    public abstract void Survey(StateCounter counter);

    /// <inheritdoc/>
    public abstract void Dispose();
}
