using TeardownTrace.Analysis.Tracking;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// Who closed actively, by acknowledgement and not by the order of frames (SPEC section 5): A actively and B passively when B's FIN
/// acknowledges A's; both when neither acknowledges the other. It holds for any vantage and any order of the capture.
/// </summary>
internal static class CloserRules
{
    /// <summary>The active closer.</summary>
    public static Party ActiveCloser(in TeardownFacts facts)
    {
        bool client = facts.ClientFin;
        bool server = facts.ServerFin;
        if (client && server)
            return OfTwo(facts);
        if (client)
            return Party.Client;
        return server ? Party.Server : Party.None;
    }

    /// <summary>The side whose FIN is owed: its peer closed, it never did, and no RST came.</summary>
    public static Party MissingFin(in TeardownFacts facts)
    {
        if (facts.IsReset || facts.ClientFin == facts.ServerFin || facts.Has(ConnectionMarks.OnlyResets))
            return Party.None;
        if (facts.ClientFin)
            return facts.Server.Has(Seen) ? Party.Server : Party.None;
        return facts.Client.Has(Seen) ? Party.Client : Party.None;
    }

    private static Party OfTwo(in TeardownFacts facts)
    {
        bool serverAnswers = Answers(facts, facts.Server, facts.Client);
        bool clientAnswers = Answers(facts, facts.Client, facts.Server);
        if (serverAnswers == clientAnswers)
            return Party.Both;
        return serverAnswers ? Party.Client : Party.Server;
    }

    /// <summary>Whether an end's FIN acknowledged the peer's when it was first sent.</summary>
    private static bool Answers(in TeardownFacts facts, in Endpoint end, in Endpoint peer)
    {
        if (facts.IsFinInferred(end, peer))
            return !Carried(peer, end);
        if (facts.IsFinInferred(peer, end))
            return Carried(end, peer);
        return AnswersCaptured(end, peer);
    }

    /// <summary>The same where both FINs were captured.</summary>
    public static bool AnswersCaptured(in Endpoint end, in Endpoint peer)
    {
        // What was captured is a retransmission, and the end had spoken from beyond its FIN before: the first transmission answered nothing.
        bool firstAnsweredNothing = end.Has(FinFirstMissed | SpokeFromBeyondFirst);
        return !firstAnsweredNothing && SequenceNumber.IsAtOrAfter(end.FinAcknowledgment, peer.FinEnd);
    }

    /// <summary>Whether an end's own FIN carried the acknowledgement that proves the peer's uncaptured one.</summary>
    private static bool Carried(in Endpoint end, in Endpoint peer)
    {
        if (!peer.Has(Seen))
            return end.FinAcknowledgment == end.Acked;
        return end.FinAcknowledgment == (peer.Has(FinMissed) ? peer.Next : peer.Next + 1);
    }
}
