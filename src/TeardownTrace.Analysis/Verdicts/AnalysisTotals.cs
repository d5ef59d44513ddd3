using System.Numerics;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Everything counted over a run.</summary>
public sealed class AnalysisTotals
{
    private static readonly int Parties = VocabularyOfClosing.Parties.Length;
    private static readonly int RulesOfReuse = VocabularyOfOpening.ReuseRules.Length;
    private readonly Tally[] _reuses = new Tally[VocabularyOfOpening.SynReuses.Length * RulesOfReuse];

    /// <summary>Packets read.</summary>
    public long Packets
    {
        get
        {
            // A loop, as the library's sum over numbers is compiled at each start.
            long packets = 0;
            foreach (long decoded in Decoded)
                packets += decoded;
            return packets;
        }
    }

    /// <summary>Packets that the capture lost while it ran, as far as it tells.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Bytes those packets had on the wire.</summary>
    public long WireBytes { get; internal set; }

    /// <summary>Earliest packet; null where none has a time.</summary>
    public Timestamp? FirstTime { get; internal set; }

    /// <summary>Latest packet.</summary>
    public Timestamp? LastTime { get; internal set; }

    /// <summary>Whether the clock of a capture resolves less than a microsecond.</summary>
    public bool HasNanoseconds { get; internal set; }

    /// <summary>Packets by what became of them, indexed by <see cref="DecodeResult"/>.</summary>
    public long[] Decoded { get; } = new long[VocabularyOfEvidence.DecodeResults.Length];

    /// <summary>Segments that a mirror showed again: counted as packets, changing nothing else.</summary>
    public long MirrorDuplicates { get; internal set; }

    /// <summary>Incarnations that ended; all but <see cref="LostRows"/> are reported.</summary>
    public long Connections => Tally.Sum(CloseKinds).Total;

    /// <summary>Of them, those whose verdict is inconclusive.</summary>
    public long Inconclusive => Tally.Sum(CloseKinds).Inconclusive;

    /// <summary>Of them, those whose reports found no room to wait for an earlier connection.</summary>
    public long LostRows { get; internal set; }

    /// <summary>Why they found none, in words for the user; null where none are lost.</summary>
    public string? WhyRowsAreLost { get; internal set; }

    /// <summary>Half-open connections that made room in a full table.</summary>
    public long EvictedHalfOpen { get; internal set; }

    /// <summary>Other connections that made room in a full table.</summary>
    public long EvictedIdle { get; internal set; }

    /// <summary>By <see cref="CloseKind"/>.</summary>
    public Tally[] CloseKinds { get; } = new Tally[VocabularyOfClosing.CloseKinds.Length];

    /// <summary>By active closer, a <see cref="Party"/>.</summary>
    public Tally[] ActiveClosers { get; } = new Tally[Parties];

    /// <summary>By the side whose FIN is missing, a <see cref="Party"/>.</summary>
    public Tally[] MissingFins { get; } = new Tally[Parties];

    /// <summary>Of <see cref="MissingFins"/>, those whose side has the flag <see cref="ConnectionFlags.CloseWaitStuck"/>: leaks. In the others it went on sending, or may not have received the FIN.</summary>
    public Tally[] Leaks { get; } = new Tally[Parties];

    /// <summary>By <see cref="LostFinalAck"/>.</summary>
    public Tally[] LostFinalAcks { get; } = new Tally[VocabularyOfClosing.LostFinalAcks.Length];

    /// <summary>By who cut it, a <see cref="Party"/>.</summary>
    public Tally[] ResetBy { get; } = new Tally[Parties];

    /// <summary>By <see cref="ResetPhase"/>; connections without reset are in none.</summary>
    public Tally[] ResetPhases { get; } = new Tally[VocabularyOfResets.Phases.Length];

    /// <summary>By <see cref="ResetCause"/>.</summary>
    public Tally[] ResetCauses { get; } = new Tally[VocabularyOfResets.Causes.Length];

    /// <summary>By who held TIME_WAIT, a <see cref="Party"/>.</summary>
    public Tally[] TimeWaitHolders { get; } = new Tally[Parties];

    /// <summary>By bit of <see cref="ConnectionFlags"/>.</summary>
    public Tally[] Flags { get; } = new Tally[VocabularyOfEvidence.Flags.Length];

    /// <summary>The services with most connections, those first.</summary>
    public IReadOnlyList<ServiceTotals> Services { get; internal set; } = [];

    /// <summary>Connections of all other services. A stray belongs to none.</summary>
    public long OtherServiceConnections
    {
        get
        {
            long others = Connections - CloseKinds[(int)CloseKind.Stray].Total;
            foreach (ServiceTotals service in Services)
                others -= service.Connections;
            return others;
        }
    }

    /// <summary>The connections that tell most, most telling first.</summary>
    public IReadOnlyList<TellingReport> Telling { get; internal set; } = [];

    /// <summary>What became so of a SYN into TIME_WAIT, by <see cref="ReuseRule"/>.</summary>
    public Span<Tally> Reuses(SynReuse outcome) => _reuses.AsSpan((int)outcome * RulesOfReuse, RulesOfReuse);

    /// <summary>Counts what is said of so many connections alike, but for the facts of resets.</summary>
    internal void Count(in Verdict verdict, long times)
    {
        Confidence confidence = verdict.Confidence;
        Count(CloseKinds, (int)verdict.CloseKind, confidence, times);
        Count(ActiveClosers, (int)verdict.ActiveCloser, confidence, times);
        Count(MissingFins, (int)verdict.MissingFin, confidence, times);
        if (verdict.MissingFin != Party.None && (verdict.Flags & ConnectionFlags.CloseWaitStuck) != ConnectionFlags.None)
            Count(Leaks, (int)verdict.MissingFin, confidence, times);
        Count(LostFinalAcks, (int)verdict.FinalAck.Loss, confidence, times);
        Count(ResetBy, (int)verdict.ResetBy, confidence, times);
        Count(Reuses(verdict.SynReuse), (int)(verdict.ReuseRule ?? ReuseRule.Neither), confidence, times);
        Count(TimeWaitHolders, (int)verdict.TimeWaitHolder, confidence, times);
        for (uint flags = (uint)verdict.Flags; flags != 0; flags &= flags - 1)
            Count(Flags, BitOperations.TrailingZeroCount(flags), confidence, times);
    }

    /// <summary>Counts when and why a connection was reset.</summary>
    internal void CountReset(ResetPhase phase, ResetCause cause, Confidence confidence)
    {
        Count(ResetPhases, (int)phase, confidence, times: 1);
        Count(ResetCauses, (int)cause, confidence, times: 1);
    }

    /// <summary>Adds what was counted of other connections.</summary>
    internal void Add(AnalysisTotals other)
    {
        MirrorDuplicates += other.MirrorDuplicates;
        LostRows += other.LostRows;
        WhyRowsAreLost ??= other.WhyRowsAreLost;
        EvictedHalfOpen += other.EvictedHalfOpen;
        EvictedIdle += other.EvictedIdle;
        Add(CloseKinds, other.CloseKinds);
        Add(ActiveClosers, other.ActiveClosers);
        Add(MissingFins, other.MissingFins);
        Add(Leaks, other.Leaks);
        Add(LostFinalAcks, other.LostFinalAcks);
        Add(ResetBy, other.ResetBy);
        Add(ResetPhases, other.ResetPhases);
        Add(ResetCauses, other.ResetCauses);
        Add(_reuses, other._reuses);
        Add(TimeWaitHolders, other.TimeWaitHolders);
        Add(Flags, other.Flags);
    }

    private static void Count(Span<Tally> tallies, int index, Confidence confidence, long times) => tallies[index] = tallies[index].Plus(confidence, times);

    private static void Add(Tally[] sums, Tally[] tallies)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sums[i].Plus(tallies[i]);
    }
}
