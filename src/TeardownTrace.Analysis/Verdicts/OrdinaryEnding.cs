using TeardownTrace.Analysis.Tracking;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// The ending that most connections have: each side sent one FIN, one of them answered the other, both were acknowledged, and nothing was seen
/// that any other rule asks for. All that is said of it follows from who closed actively, so it is told apart by a few masks, without the
/// rules of everything that did not happen. A mark or a piece of evidence that is not listed here as indifferent leaves it to all the rules.
/// </summary>
internal static class OrdinaryEnding
{
    private const ConnectionMarks Indifferent =
        ConnectionMarks.ClientIsHigh | ConnectionMarks.RolesBySyn | ConnectionMarks.RolesBySynAck | ConnectionMarks.Established
        | ConnectionMarks.Superseded | ConnectionMarks.ReusedByAcceptedSyn | ConnectionMarks.TimeWaitEnded | ConnectionMarks.HandshakeComplete
        | ConnectionMarks.Ended | ConnectionMarks.LastFromHigh | ConnectionMarks.TimingHandshake | ConnectionMarks.Interleaved;

    private const EndpointEvidence Required = Seen | EndpointEvidence.Ack | Fin | FinAcked;

    private const EndpointEvidence Allowed =
        Required | Syn | SynAck | SynAcked | FinAckedNow | FinAckEchoesLatest | Timestamps | WindowScale | Data
        | LastWasData | LastWasFin | AckGrewByOne;

    /// <summary>What is said of it, by the active closer.</summary>
    private static readonly Verdict[] Verdicts = [default, Of(Party.Client), Of(Party.Server)];

    /// <summary>Who can have closed actively in an ordinary ending.</summary>
    public static ReadOnlySpan<Party> Closers => [Party.Client, Party.Server];

    /// <summary>Who closed actively, where the ending is ordinary.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="options">Timers.</param>
    /// <returns><see cref="Party.Client"/> or <see cref="Party.Server"/>; <see cref="Party.None"/> where all the rules have to be asked.</returns>
    public static Party CloserOf(in Connection connection, AnalysisOptions options)
    {
        ref readonly Endpoint low = ref connection.Low;
        ref readonly Endpoint high = ref connection.High;
        EndpointEvidence either = low.Evidence | high.Evidence;
        if ((connection.Marks & ~Indifferent) != 0
            || (low.Evidence & high.Evidence & Required) != Required
            || (either & ~Allowed) != 0
            || (either & (Syn | SynAck)) != (Syn | SynAck)
            || connection.Rare != Connection.None
            || low.Acked != high.Next
            || high.Acked != low.Next
            || (low.Unanswered | high.Unanswered) != 0)
        {
            return Party.None;
        }

        bool lowAnswers = CloserRules.AnswersCaptured(low, high);
        if (lowAnswers == CloserRules.AnswersCaptured(high, low))
            return Party.None;
        long waited = lowAnswers ? low.FinTime - high.FinAckTime : high.FinTime - low.FinAckTime;
        if (waited > options.FinTimeoutNs)
            return Party.None;
        return lowAnswers == connection.ClientIsHigh ? Party.Client : Party.Server;
    }

    /// <summary>What is said of a connection that ended so.</summary>
    /// <param name="closer">What <see cref="CloserOf"/> gave.</param>
    public static ref readonly Verdict VerdictOf(Party closer) => ref Verdicts[(int)closer];

    private static Verdict Of(Party closer) => new()
    {
        CloseKind = CloseKind.Graceful,
        ActiveCloser = closer,
        MissingFin = Party.None,
        FinalAck = default,
        TimeWaitHolder = closer,
        ResetBy = Party.None,
        IsReuse = false,
        SynReuse = SynReuse.None,
        ReuseRule = null,
        Flags = ConnectionFlags.None,
        Doubt = ConfidenceReason.None,
    };
}
