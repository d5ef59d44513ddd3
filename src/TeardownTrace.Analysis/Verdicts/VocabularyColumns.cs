namespace TeardownTrace.Analysis.Verdicts;

/// <summary>One row a column of words. A null is no word; so is a first word that says nothing of a connection that has no such thing.</summary>
internal static class VocabularyColumns
{
    internal static readonly VocabularyColumn[] All =
    [
        new(
            new("role_basis", "Role basis", "What the roles of client and server rest on."),
            VocabularyOfOpening.RoleBases,
            static (in ConnectionReport r) => Bit((int)r.RoleBasis),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.NeverBare),
        new(
            new("handshake", "Handshake", "How far the opening came."),
            VocabularyOfOpening.Handshakes,
            static (in ConnectionReport r) => Bit((int)r.Handshake),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.NeverBare),
        new(
            new("close_kind", "Close kind", "How the connection ended."),
            VocabularyOfClosing.CloseKinds,
            static (in ConnectionReport r) => Bit((int)r.CloseKind),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.First),
        new(
            new("active_closer", "Active closer", "Who closed first, by acknowledgement."),
            VocabularyOfClosing.Parties,
            static (in ConnectionReport r) => Bit((int)r.ActiveCloser),
            VocabularyTraits.HasNone),
        new(
            new("missing_fin", "Missing FIN", "The side that never sent its FIN though its peer did."),
            VocabularyOfClosing.Parties.AsSpan(0, (int)Party.Both).ToArray(),
            static (in ConnectionReport r) => Bit((int)r.MissingFin),
            VocabularyTraits.HasNone),
        new(
            new("lost_final_ack", "Lost final ACK", "Where the active closer's last ACK was lost."),
            VocabularyOfClosing.LostFinalAcks,
            static (in ConnectionReport r) => Bit((int)r.LostFinalAck),
            VocabularyTraits.HasNone),
        new(
            new("reset_by", "Reset by", "Who cut the connection."),
            VocabularyOfClosing.Parties,
            static (in ConnectionReport r) => Bit((int)r.ResetBy),
            VocabularyTraits.HasNone),
        new(
            new("reset_phase", "Reset phase", "Where in its life the connection was cut."),
            VocabularyOfResets.Phases,
            static (in ConnectionReport r) => Bit((int?)r.ResetPhase)),
        new(
            new("reset_cause", "Reset cause", "Why it was cut."),
            VocabularyOfResets.Causes,
            static (in ConnectionReport r) => Bit((int?)r.ResetCause)),
        new(
            new("reset_origin", "Reset origin", "What kind of stack sent the RST."),
            VocabularyOfResets.Origins,
            static (in ConnectionReport r) => Bit((int?)r.ResetOrigin)),
        new(
            new("syn_reuse", "TIME_WAIT reuse", "What became of a SYN into TIME_WAIT."),
            VocabularyOfOpening.SynReuses,
            static (in ConnectionReport r) => Bit((int)r.SynReuse),
            VocabularyTraits.HasNone),
        new(
            new("reuse_by", "Reused by", "Who used the 4-tuple again."),
            VocabularyOfOpening.ReuseParties,
            static (in ConnectionReport r) => Bit((int?)r.ReuseBy)),
        new(
            new("reuse_rule", "Reuse rule", "Which rule lets the SYN in."),
            VocabularyOfOpening.ReuseRules,
            static (in ConnectionReport r) => Bit((int?)r.ReuseRule)),
        new(
            new("reuse_proof", "Reuse proof", "What the new sequence number proves."),
            VocabularyOfOpening.ReuseProofs,
            static (in ConnectionReport r) => r.ReuseProof == ReuseProof.None ? 0 : Bit((int)r.ReuseProof),
            VocabularyTraits.HasNone),
        new(
            new("time_wait_holder", "TIME_WAIT holder", "Who sat in TIME_WAIT."),
            VocabularyOfClosing.Parties,
            static (in ConnectionReport r) => Bit((int)r.TimeWaitHolder),
            VocabularyTraits.HasNone),
        new(
            new("client_state", "Client state", "The client's state at the last segment, timers not applied."),
            VocabularyOfStates.States,
            static (in ConnectionReport r) => Bit((int)r.ClientState),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.NeverBare),
        new(
            new("server_state", "Server state", "The server's state at the last segment, timers not applied."),
            VocabularyOfStates.States,
            static (in ConnectionReport r) => Bit((int)r.ServerState),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.NeverBare),
        new(
            new("confidence", "Confidence", "Whether the vantage shows what is said."),
            VocabularyOfEvidence.Confidences,
            static (in ConnectionReport r) => Bit((int)r.Confidence),
            VocabularyTraits.AlwaysFilled),
        new(
            new("confidence_reason", "Confidence reason", "What keeps the verdict from being certain."),
            VocabularyOfEvidence.Reasons,
            static (in ConnectionReport r) => r.ConfidenceReason == ConfidenceReason.None ? 0 : Bit((int)r.ConfidenceReason),
            VocabularyTraits.HasNone),
        new(
            new("flags", "Flags", "What else was seen."),
            VocabularyOfEvidence.Flags,
            static (in ConnectionReport r) => (uint)r.Flags,
            VocabularyTraits.First),
        new(
            new("zeek_conn_state", "Zeek conn_state", "The state as Zeek names it."),
            VocabularyOfStates.ZeekConnStates,
            static (in ConnectionReport r) => Bit((int)r.ZeekConnState),
            VocabularyTraits.AlwaysFilled | VocabularyTraits.NeverBare),
    ];

    private static uint Bit(int? value) => value is int known ? 1u << known : 0;
}
