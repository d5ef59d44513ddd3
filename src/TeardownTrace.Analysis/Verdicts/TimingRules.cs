using TeardownTrace.Analysis.Tracking;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How long the steps of a close took; nanoseconds, null where a step was not seen.</summary>
internal static class TimingRules
{
    /// <summary>First FIN to final ACK or RST; 0 where the RST was captured before the FIN that it stands behind.</summary>
    public static long? CloseDurationNs(in TeardownFacts facts)
    {
        if (FirstFinTime(facts) is not { } begin)
            return null;
        if (facts.IsReset)
            return Math.Max(0, facts.Rare.Reset.Time - begin);
        return facts.Connection.IsClosedByFins ? ReuseRules.LastFinAckTime(facts.Connection) - begin : null;
    }

    /// <summary>First FIN to second FIN.</summary>
    public static long? HalfCloseNs(in TeardownFacts facts) =>
        facts.HasFin(facts.Client) && facts.HasFin(facts.Server)
            ? Math.Max(facts.Client.FinTime, facts.Server.FinTime) - Math.Min(facts.Client.FinTime, facts.Server.FinTime)
            : null;

    /// <summary>How long the passive side stayed in CLOSE_WAIT: from its acknowledgement of the first FIN to its own FIN, a RST, the answer to a SYN of the same 4-tuple or the end of observation; not known where its FIN was missed.</summary>
    public static long? CloseWaitNs(in TeardownFacts facts, Party closer)
    {
        if (closer is Party.None or Party.Both)
            return null;
        ref readonly Endpoint active = ref closer == Party.Client ? ref facts.Client : ref facts.Server;
        ref readonly Endpoint passive = ref closer == Party.Client ? ref facts.Server : ref facts.Client;
        if (!active.Has(FinAcked) || facts.IsFinInferred(passive, active))
            return null;
        return Math.Max(0, EndOfCloseWait(facts, passive) - active.FinAckTime);
    }

    private static long EndOfCloseWait(in TeardownFacts facts, in Endpoint passive)
    {
        if (facts.HasFin(passive))
            return passive.FinTime;
        if (facts.IsReset)
            return facts.Rare.Reset.Time;
        return facts.Rare.GivenUpTime != 0 ? facts.Rare.GivenUpTime : facts.Until;
    }

    /// <summary>When the first FIN was captured.</summary>
    public static long? FirstFinTime(in TeardownFacts facts)
    {
        bool client = facts.HasFin(facts.Client);
        bool server = facts.HasFin(facts.Server);
        if (client && server)
            return Math.Min(facts.Client.FinTime, facts.Server.FinTime);
        if (client)
            return facts.Client.FinTime;
        return server ? facts.Server.FinTime : null;
    }
}
