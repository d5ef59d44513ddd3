namespace TeardownTrace.Testing.Reference;

/// <summary>Where the final ACK was lost (SPEC section 5).</summary>
internal static class ReferenceFinalAck
{
    private const long MarginNs = 1_000_000_000;
    private const int RoundTripsOfMargin = 4;
    private const long PresumedRoundTripNs = 150_000_000;

    public static string Of(ReferenceReplay replay, ReferenceSide active, ReferenceSide passive, long captureEnd)
    {
        ReferenceSegment[] fins = [.. passive.Fins];
        ReferenceSegment? first = replay.Segments.FirstOrDefault(s => s.Source == active.End && !s.IsRst && s.Acknowledges(fins[0].End));
        if (first is null)
            return WithoutAck(replay, active, fins, captureEnd);
        ReferenceSegment[] repeated = [.. fins.Where(fin => fin.Number > first.Number && !ReferenceEquals(fin, fins[0]) && !WasAnswered(fin, first, fins[0]))];
        if (repeated.Length > 0)
        {
            long roundTrip = Math.Max(replay.RoundTripTo(passive) ?? 0, ReferenceOrder.OutOfOrderNs);
            return Array.Exists(repeated, fin => fin.Time - first.Time > roundTrip && fin.Acknowledges(SentBefore(replay, active, fin))) ? "after-vantage" : "unknown";
        }

        ReferenceSegment[] sent = [.. fins.Concat(DataSentAgain(replay, active, fins, first)).OrderBy(segment => segment.Number)];
        if (sent.Length == 1 || EchoesRepetition(first, sent))
            return "none";
        return replay.HandshakeRoundTripTo(active) / 2 > first.Time - sent[^1].Time ? "unknown" : "before-vantage";
    }

    /// <summary>Whether a FIN was sent again before what the ACK echoes, which is later than the FIN sent first: the capture shows it late.</summary>
    public static bool WasAnswered(ReferenceSegment fin, ReferenceSegment ack, ReferenceSegment original) =>
        fin.Frame.Timestamps is { } own && ack.Frame.Timestamps is { } stamps && original.Frame.Timestamps is { } before
        && Sequences.IsAfter(stamps.Echo, before.Value) && Sequences.IsAtOrAfter(stamps.Echo, own.Value);

    /// <summary>What the active closer had sent before: a FIN that does not acknowledge it may be ahead of the final ACK as well.</summary>
    private static uint SentBefore(ReferenceReplay replay, ReferenceSide active, ReferenceSegment fin)
    {
        uint? sent = null;
        foreach (ReferenceSegment segment in replay.Segments)
        {
            if (segment.Number < fin.Number && segment.Source == active.End && !segment.IsRst)
                sent = Sequences.Latest(sent, segment.End);
        }

        return sent ?? fin.Frame.Acknowledgment;
    }

    // RFC 7323 4.3: the echo is the time stamp of the FIN that arrived first, or of what filled a hole before it. Only if that is no older than
    // the last FIN sent was no earlier ACK lost.
    private static bool EchoesRepetition(ReferenceSegment ack, ReferenceSegment[] fins) =>
        ack.Frame.Timestamps is { } stamps
        && fins[0].Frame.Timestamps is { } original && original.Value != stamps.Echo
        && fins[^1].Frame.Timestamps is { } last && Sequences.IsAtOrAfter(stamps.Echo, last.Value);

    /// <summary>
    /// Data before FIN2 that went again before FIN2 was acknowledged: the next that the active closer had not acknowledged, unless it had said to FIN2 that
    /// it lacks it, or it went too soon for a timeout.
    /// </summary>
    private static IEnumerable<ReferenceSegment> DataSentAgain(ReferenceReplay replay, ReferenceSide active, ReferenceSegment[] fins, ReferenceSegment first)
    {
        long answerTime = (replay.HandshakeRoundTripTo(active) ?? PresumedRoundTripNs) / 2;
        List<ReferenceSegment> before = [];
        uint? newest = fins[0].Frame.Timestamps?.Value;
        foreach (ReferenceSegment segment in replay.Segments.TakeWhile(s => s != first))
        {
            uint? lacked = before.Where(s => s.Source == active.End && s.HasAck && !s.IsRst)
                .Aggregate((uint?)null, (highest, s) => Sequences.Latest(highest, s.Frame.Acknowledgment));
            bool isAgain = segment.Source != active.End && segment.Number > fins[0].Number && !segment.IsFin && !segment.IsRst
                && segment.Frame.PayloadLength > 0 && segment.Frame.Sequence == lacked
                && before.Exists(s => s.Source == segment.Source && s.Frame.Sequence == segment.Frame.Sequence && Sequences.IsAtOrAfter(s.End, segment.End));
            bool isNewer = segment.Frame.Timestamps is not { } stamps || newest is not uint known || Sequences.IsAfter(stamps.Value, known);
            ReferenceSegment? spoke = before.Count > 0 && before[^1].Source == active.End ? before[^1] : before.Find(s => s.Source == active.End && s.IsFin);
            bool isAskedFor = segment.Time - fins[0].Time < PresumedRoundTripNs || (spoke is not null && spoke.Time - fins[0].Time >= answerTime);
            if (isAgain && isNewer && !isAskedFor)
                yield return segment;
            if ((isAgain && !isAskedFor) || segment.IsFin)
                newest = segment.Source == active.End ? newest : segment.Frame.Timestamps?.Value ?? newest;
            before.Add(segment);
        }
    }

    /// <summary>Whether data was sent again that nothing came from <paramref name="active"/> after.</summary>
    private static bool IsUnanswered(ReferenceReplay replay, ReferenceSide active)
    {
        uint? highest = null;
        bool isUnanswered = false;
        foreach (ReferenceSegment segment in replay.Segments)
        {
            bool isOther = segment.Source != active.End;
            isUnanswered = isOther && (isUnanswered || (segment is { IsFin: false, Frame.PayloadLength: > 0 } && highest is uint known && Sequences.IsAtOrAfter(known, segment.End)));
            if (isOther)
                highest = Sequences.Latest(highest, segment.End);
        }

        return isUnanswered;
    }

    private static string WithoutAck(ReferenceReplay replay, ReferenceSide active, ReferenceSegment[] fins, long captureEnd)
    {
        if (fins.Length > 1)
            return "before-vantage";

        // Whoever has not heard FIN2, or data before it, acknowledged nothing that the capture could have missed.
        ReferenceSegment last = replay.Segments.Last(s => !s.IsRst);
        if (last.Source == active.End ? last.Time - fins[0].Time > (replay.RoundTripTo(active) ?? 0) : IsUnanswered(replay, active))
            return "unknown";
        long roundTrip = (replay.RoundTripTo(replay.Client) ?? 0) + (replay.RoundTripTo(replay.Server) ?? 0);
        return captureEnd - fins[0].Time >= Math.Max(MarginNs, RoundTripsOfMargin * roundTrip) ? "not-captured" : "unknown";
    }
}
