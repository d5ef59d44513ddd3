using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>What became of a SYN into TIME_WAIT (SPEC section 5, RULES 18 to 27).</summary>
internal sealed class ReferenceReuse
{
    private const uint LinuxStep = 65537;

    private readonly ReferenceReplay _replay;

    public ReferenceReuse(ReferenceReplay replay, ReferenceReplay? previous, AnalysisOptions options)
    {
        _replay = replay;
        ReferenceSegment? syn = replay.Client.Syn;
        if (previous is null || syn is not { IsSynOnly: true })
            return;
        ReferenceSide[] holders = [.. new[] { previous.Client, previous.Server }
            .Where(side => (side.State == TcpState.TimeWait && syn.Time - side.TimeWaitSince <= options.TimeWaitNs) || IsProven(side, syn))];
        if (holders.Length == 0)
            return;
        ReferenceSide sender = previous.Client.End == syn.Source ? previous.Client : previous.Server;
        By = holders.Any(holder => holder.End != syn.Source) ? "peer" : "holder";
        Delta = (int)(syn.Frame.Sequence - (sender.Next ?? 0));
        Rule = RuleOf(syn, sender, previous);
        Outcome = OutcomeOf(syn);
    }

    public string Outcome { get; } = "none";

    public string By { get; } = "";

    public string Rule { get; } = "";

    public int Delta { get; }

    // Whatever timer or RST should have ended TIME_WAIT: only a Linux TIME_WAIT socket chooses this number for its SYN-ACK.
    private bool IsProven(ReferenceSide side, ReferenceSegment syn) =>
        side.End != syn.Source && side.Next is uint next
        && _replay.Segments.Any(answer => answer.IsSynAck && answer.Source == side.End && answer.Frame.Sequence == next + LinuxStep);

    private static string RuleOf(ReferenceSegment syn, ReferenceSide sender, ReferenceReplay previous)
    {
        // RFC 7323 3.2: who offers timestamps and gets a SYN-ACK without has not got them.
        bool areDeclined = previous.PeerOf(sender).Sent.Exists(sent => sent.IsSynAck && sent.Frame.Timestamps is null);
        uint? last = null;
        foreach (ReferenceSegment sent in areDeclined ? [] : sender.Sent)
        {
            if (sent.Frame.Timestamps is TraceTimestamps stamps)
                last = Sequences.Latest(last, stamps.Value);
        }

        bool isHigher = IsNewer(syn.Frame.Sequence, sender.Next ?? 0);
        if (last is not uint known || syn.Frame.Timestamps is not TraceTimestamps own)
            return isHigher ? "sequence" : "neither";
        if (Sequences.IsAfter(known, own.Value))
            return "neither";
        bool isNewer = IsNewer(own.Value, known);
        return (isHigher, isNewer) switch
        {
            (true, true) => "both",
            (true, false) => "sequence",
            (false, true) => "timestamp",
            _ => "neither",
        };
    }

    // Linux takes what lies exactly half way round for newer.
    private static bool IsNewer(uint a, uint b) => a != b && !Sequences.IsAfter(b, a);

    private string OutcomeOf(ReferenceSegment syn)
    {
        bool wasSentOnce = _replay.Segments.Count(s => s.IsSynOnly && !s.IsCopy) == 1;
        ReferenceSegment? synAck = _replay.Segments.FirstOrDefault(s => s.IsSynAck && s.Source != syn.Source);
        bool wasReset = _replay.Segments.TakeWhile(s => s != synAck).Any(s => s.IsRst && s.Source == syn.Source);
        if (wasSentOnce && synAck is not null && !wasReset)
            return "accepted";

        // A SYN-ACK that was not captured shows in what its receiver says next.
        ReferenceSegment? first = _replay.Segments.FirstOrDefault(s => !s.IsSynOnly);
        if (_replay.WasEstablished && first?.Source == syn.Source && !_replay.Segments.Any(s => s.IsSynAck))
            return "accepted";
        foreach (ReferenceSegment answer in _replay.Segments)
        {
            if (answer.Source == syn.Source)
                continue;
            if (answer.IsSynAck)
                return "accepted";
            if (answer.IsRst || answer.HasAck)
                return "rejected";
        }

        return "unanswered";
    }
}
