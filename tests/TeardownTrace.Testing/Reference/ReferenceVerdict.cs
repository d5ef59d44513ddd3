using System.Globalization;
using TeardownTrace.Analysis;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>The columns of one incarnation, from its replay (SPEC sections 4 to 6).</summary>
internal sealed class ReferenceVerdict(ReferenceReplay replay, ReferenceReplay? previous, long captureEnd, AnalysisOptions options)
{
    private const string None = "none";

    public ReferenceReport Report(IReadOnlyList<ReferenceSegment> captured)
    {
        ReferenceSide client = replay.Client;
        ReferenceSide server = replay.Server;
        ReferenceReuse reuse = new(replay, previous, options);
        Dictionary<string, string> columns = new(StringComparer.Ordinal)
        {
            ["role_basis"] = replay.RoleBasis,
            ["close_kind"] = CloseKind(),
            ["active_closer"] = ActiveCloser(),
            ["missing_fin"] = MissingFin(),
            ["lost_final_ack"] = LostFinalAck(),
            ["reset_by"] = ResetBy(),
            ["syn_reuse"] = reuse.Outcome,
            ["time_wait_holder"] = Party(client.HeldTimeWait, server.HeldTimeWait),
            ["client_state"] = TraceStates.NameOf(client.State),
            ["server_state"] = TraceStates.NameOf(server.State),
            ["client_fins"] = Number(client.Fins.Count()),
            ["server_fins"] = Number(server.Fins.Count()),
            ["client_rsts"] = Number(client.Rsts),
            ["server_rsts"] = Number(server.Rsts),
            ["client_packets"] = Number(client.Packets),
            ["server_packets"] = Number(server.Packets),
        };
        if (reuse.Outcome != None)
        {
            columns["reuse_by"] = reuse.By;
            if (reuse.By == "peer")
            {
                columns["reuse_rule"] = reuse.Rule;
                columns["reuse_seq_delta"] = Number(reuse.Delta);
            }
        }

        return new ReferenceReport(columns, Flags(captured), captured.Min(s => s.Number), captured.Max(s => s.Number));
    }

    private string CloseKind()
    {
        if (replay.Segments.All(segment => segment.IsRst))
            return "stray";
        bool sawSynAck = replay.Segments.Any(segment => segment.IsSynAck);
        if (replay.Reset is not null)
            return replay.WasEstablished ? "reset" : sawSynAck ? "aborted-handshake" : "refused";
        if (!replay.WasEstablished)
            return sawSynAck ? "handshake-incomplete" : "unanswered";
        return (replay.Client.Fin, replay.Server.Fin) switch
        {
            (null, null) => "open",
            (null, _) or (_, null) => HasInferredFin ? "graceful" : "half-closed",
            _ when !replay.BothFinsAcknowledged => "unacknowledged",
            _ => Crossed ? "simultaneous" : "graceful",
        };
    }

    private bool Crossed => !replay.Client.FinFollowsPeers && !replay.Server.FinFollowsPeers;

    private bool IsOneSided => replay.Client.Packets == 0 || replay.Server.Packets == 0;

    /// <summary>One direction captured: an acknowledgment that grows by exactly one after the own FIN acknowledges a FIN.</summary>
    private bool HasInferredFin
    {
        get
        {
            ReferenceSide seen = replay.Client.Packets > 0 ? replay.Client : replay.Server;
            ReferenceSegment? fin = seen.Fin;
            return IsOneSided && fin is not null && fin.HasAck
                && replay.Segments.Any(s => s.Number > fin.Number && s.HasAck && s.Frame.Acknowledgment == fin.Frame.Acknowledgment + 1);
        }
    }

    private string ActiveCloser()
    {
        if (replay.Client.Fin is null || replay.Server.Fin is null)
            return Party(replay.Client.Fin is not null, replay.Server.Fin is not null);
        return Crossed ? "both" : Party(replay.Server.FinFollowsPeers, replay.Client.FinFollowsPeers);
    }

    private string MissingFin()
    {
        bool isClaimed = replay.Reset is null && replay.WasEstablished && !IsOneSided;
        return !isClaimed || (replay.Client.Fin is null) == (replay.Server.Fin is null)
            ? None
            : Party(replay.Client.Fin is null, replay.Server.Fin is null);
    }

    private string LostFinalAck()
    {
        if (replay.Reset is not null || replay.Client.Fin is null || replay.Server.Fin is null)
            return None;
        if (Crossed)
        {
            string clients = ReferenceFinalAck.Of(replay, replay.Client, replay.Server, captureEnd);
            return clients != None ? clients : ReferenceFinalAck.Of(replay, replay.Server, replay.Client, captureEnd);
        }

        return replay.Server.FinFollowsPeers
            ? ReferenceFinalAck.Of(replay, replay.Client, replay.Server, captureEnd)
            : ReferenceFinalAck.Of(replay, replay.Server, replay.Client, captureEnd);
    }

    private string ResetBy()
    {
        ReferenceSegment? reset = replay.Reset ?? replay.LateReset ?? replay.RefusalReset;
        if (reset is null || replay.Segments.All(segment => segment.IsRst))
            return None;
        if (replay.CrossingReset is not null)
            return "both";
        return Party(reset.Source == replay.Client.End, reset.Source == replay.Server.End);
    }

    private HashSet<string> Flags(IReadOnlyList<ReferenceSegment> captured)
    {
        HashSet<string> flags = new(StringComparer.Ordinal);
        bool onlyRsts = replay.Segments.All(segment => segment.IsRst);
        Add("data-in-syn", replay.Segments.Any(s => s.IsSyn && s.Frame.PayloadLength > 0));
        Add("fin-retransmitted", replay.Client.Fins.Count() > 1 || replay.Server.Fins.Count() > 1);
        Add("mid-stream", !replay.Segments.Any(s => s.IsSyn) && !onlyRsts);
        Add("mirror-duplicates", captured.Any(s => s.IsCopy));
        Add("one-sided", IsOneSided && replay.WasEstablished);
        Add("rst-after-close", replay.LateReset is not null);
        Add("rst-ignored", replay.HasIgnoredReset);
        Add("simultaneous-open", replay.Client.Syn is { IsSynOnly: true } && replay.Segments.Any(s => s.IsSynOnly ? s.Source == replay.Server.End : s.IsSynAck && s.Source == replay.Client.End));
        Add("syn-retransmitted", IsSynSentAgain(replay.Client) || IsSynSentAgain(replay.Server));
        return flags;

        void Add(string flag, bool holds)
        {
            if (holds)
                flags.Add(flag);
        }
    }

    private static bool IsSynSentAgain(ReferenceSide side) => side.Sent.Count(s => !s.IsCopy && s.IsSynOnly && s.Frame.Sequence == side.Syn?.Frame.Sequence) > 1;

    private static string Party(bool client, bool server) => (client, server) switch
    {
        (true, true) => "both",
        (true, false) => "client",
        (false, true) => "server",
        _ => None,
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
