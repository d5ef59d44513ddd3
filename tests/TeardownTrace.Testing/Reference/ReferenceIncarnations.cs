using TeardownTrace.Analysis;

namespace TeardownTrace.Testing.Reference;

/// <summary>Cuts the segments of one 4-tuple into incarnations (SPEC section 8), with everything that follows in view.</summary>
internal sealed class ReferenceIncarnations(IReadOnlyList<ReferenceSegment> flow, AnalysisOptions options)
{
    private const long HalfOpenExpiryNs = 75_000_000_000;
    private const long TombstoneNs = 115_000_000_000;

    private readonly List<List<ReferenceSegment>> _cut = [];

    // Those that the next segment may belong to: a SYN that opened nothing leaves them when it is given up, and what it met stays.
    private readonly List<List<ReferenceSegment>> _incarnations = [];

    public IReadOnlyList<IReadOnlyList<ReferenceSegment>> Cut()
    {
        for (int index = 0; index < flow.Count; index++)
            Place(index);
        return _cut;
    }

    private void Place(int index)
    {
        ReferenceSegment segment = flow[index];
        if (_incarnations.Count > 1 && new ReferenceReplay(_incarnations[^1]).OpenedNothing && IsExpired(_incarnations[^1], segment))
            _incarnations.RemoveAt(_incarnations.Count - 1);
        if (_incarnations.Count == 0)
            Begin(segment);
        else if (segment.IsSyn && OwnerOfSyn(segment) is List<ReferenceSegment> owner)
            owner.Add(segment);
        else if (IsExpired(_incarnations[^1], segment) || (segment.IsSynOnly && StartsNew(index)) || IsNextOfOneSided(segment))
            Begin(segment);
        else
            OwnerOf(segment).Add(segment);
    }

    private void Begin(ReferenceSegment segment)
    {
        _cut.Add([segment]);
        _incarnations.Add(_cut[^1]);
    }

    // The same sequence number again is a retransmission, and a SYN may be captured after its own SYN-ACK.
    private List<ReferenceSegment>? OwnerOfSyn(ReferenceSegment segment) =>
        IsExpired(_incarnations[^1], segment)
            ? null
            : _incarnations.LastOrDefault(incarnation => OwnSyns(incarnation).Any(known => IsSameSyn(known, segment)));

    // A SYN that came into a living connection is not that connection's own.
    private static IEnumerable<ReferenceSegment> OwnSyns(List<ReferenceSegment> incarnation) =>
        incarnation.Where(known => known.IsSyn).DistinctBy(known => known.Source);

    private static bool IsSameSyn(ReferenceSegment known, ReferenceSegment segment)
    {
        if (known.Source == segment.Source)
            return known.Frame.Sequence == segment.Frame.Sequence;
        if (segment.IsSynAck)
            return segment.Frame.Acknowledgment == known.Frame.Sequence + 1 || segment.Frame.Acknowledgment == known.End;
        return known.IsSynAck && (known.Frame.Acknowledgment == segment.Frame.Sequence + 1 || known.Frame.Acknowledgment == segment.End);
    }

    private bool IsExpired(List<ReferenceSegment> incarnation, ReferenceSegment segment)
    {
        ReferenceReplay replay = new(incarnation);
        long silence = segment.Time - incarnation.Max(known => known.Time);
        bool hasEnded = replay.Reset is not null || replay.BothFinsAcknowledged;
        if (hasEnded)
            return silence > Math.Max(TombstoneNs, options.TimeWaitNs);
        return silence > (replay.WasEstablished ? options.IdleTimeoutNs : Math.Min(HalfOpenExpiryNs, options.IdleTimeoutNs));
    }

    private bool StartsNew(int index)
    {
        ReferenceSegment syn = flow[index];
        ReferenceReplay old = new(_incarnations[^1]);
        bool isSimultaneous = old.Segments.All(segment => segment.IsSynOnly && segment.Source != syn.Source);
        if (isSimultaneous)
            return false;
        bool bothFins = old.Client.Fin is not null && old.Server.Fin is not null;
        if (old.Reset is not null || bothFins || !old.WasEstablished)
            return true;
        return IsAnswered(index, syn, old);
    }

    // With one direction alone in the capture, a SYN-ACK with another number shows the next connection.
    private bool IsNextOfOneSided(ReferenceSegment segment) =>
        segment.IsSynAck && _incarnations[^1].Exists(known => known.IsSynAck) && _incarnations[^1].TrueForAll(known => known.Source == segment.Source);

    // While the old connection lives, only an answer to this SYN, or a reset of the old one and the SYN again, makes it a beginning.
    private bool IsAnswered(int index, ReferenceSegment syn, ReferenceReplay old)
    {
        for (int next = index + 1; next < flow.Count; next++)
        {
            ReferenceSegment later = flow[next];
            bool isAnswer = later.Source != syn.Source && (later.IsSynAck || later.IsRst) && later.HasAck
                && (later.Frame.Acknowledgment == syn.Frame.Sequence + 1 || later.Frame.Acknowledgment == syn.End);
            if (isAnswer)
                return true;
            bool resetsOld = later.IsRst && new ReferenceReplay([.. old.Segments, later]).Reset is not null;
            if (resetsOld)
                return false;
        }

        return false;
    }

    // Late segments of an ended incarnation are nearer to its numbers than to those of the next.
    private List<ReferenceSegment> OwnerOf(ReferenceSegment segment)
    {
        List<ReferenceSegment> current = _incarnations[^1];
        if (_incarnations.Count < 2 || segment.IsSyn || IsRefusal(current, segment))
            return current;
        List<ReferenceSegment> previous = _incarnations[^2];
        return Distance(previous, segment) < Distance(current, segment) ? previous : current;
    }

    // What TIME_WAIT says to a SYN, and the client's RST to that, are the new attempt's fate (RULES 23).
    private static bool IsRefusal(List<ReferenceSegment> current, ReferenceSegment segment)
    {
        bool hasOnlySyns = !current.Exists(known => known.IsSynAck);
        bool isBareAck = !segment.IsNumbered && !segment.IsRst && segment.Source != current[0].Source;
        bool answersIt = segment.IsRst && current.Exists(known => known.Source != segment.Source && known.HasAck && known.Frame.Acknowledgment == segment.Frame.Sequence);
        bool answersSyn = segment.IsRst && segment.HasAck && current.Exists(known => known.IsSynOnly && known.Source != segment.Source && segment.Frame.Acknowledgment == known.End);
        return hasOnlySyns && (isBareAck || answersIt || answersSyn);
    }

    private static uint Distance(List<ReferenceSegment> incarnation, ReferenceSegment segment)
    {
        uint distance = uint.MaxValue;
        foreach (ReferenceSegment known in incarnation)
        {
            bool isSame = known.Source == segment.Source;
            if (isSame && !known.IsRst)
                distance = Math.Min(distance, Apart(segment.Frame.Sequence, known.End));
            if (!isSame && known.HasAck)
                distance = Math.Min(distance, Apart(segment.Frame.Sequence, known.Frame.Acknowledgment));
        }

        return distance;
    }

    private static uint Apart(uint a, uint b) => Math.Min(a - b, b - a);
}
