using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The sentence for each way to end: who, in which frame, where to look. Expected texts are what a person should read.</summary>
public sealed class ExplanationTests
{
    private static readonly ConnectionReport HalfClosed = Reports.Graceful with
    {
        CloseKind = CloseKind.HalfClosed,
        MissingFin = Party.Server,
        ServerFinFrame = null,
        ServerFinAckFrame = null,
        TimeWaitHolder = Party.None,
        CloseWaitNs = 75_000_000_000,
    };

    private static readonly ConnectionReport Reset = Reports.Graceful with
    {
        CloseKind = CloseKind.Reset,
        ActiveCloser = Party.None,
        TimeWaitHolder = Party.None,
        ResetBy = Party.Server,
        ResetPhase = ResetPhase.Established,
        ResetCause = ResetCause.Abort,
        RstFrame = Reports.At(20),
    };

    [Fact]
    public void Graceful_tells_the_order_and_who_holds_TIME_WAIT() =>
        Assert.Equal(
            "The client closed first (FIN in frame 7); the server's FIN (frame 9) was acknowledged in frame 10; the client holds TIME_WAIT.",
            Of(Reports.Graceful));

    [Fact]
    public void Simultaneous_tells_that_the_FINs_crossed() =>
        Assert.Equal(
            "Both sides closed at once and their FINs crossed (the client's in frame 7, the server's in frame 9); both were acknowledged; both sides hold TIME_WAIT.",
            Of(Reports.Graceful with { CloseKind = CloseKind.Simultaneous, ActiveCloser = Party.Both, TimeWaitHolder = Party.Both }));

    [Fact]
    public void A_missing_FIN_tells_which_side_to_fix_and_how_long_it_waited() =>
        Assert.Equal(
            "Only the client closed (FIN in frame 7); the server acknowledged it in frame 8; the server never closed its side and sat in CLOSE_WAIT for 75 s: look at the application on the server, which does not close its socket.",
            Of(HalfClosed));

    [Fact]
    public void A_working_half_close_accuses_nobody()
    {
        string text = Of(HalfClosed with { Flags = ConnectionFlags.HalfCloseData });
        Assert.Contains("went on sending data, so this is a working half-close", text, StringComparison.Ordinal);
        Assert.DoesNotContain("look at", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_was_closed_late_is_told_of_with_who_held_it()
    {
        ConnectionReport late = Reports.Graceful with { CloseWaitNs = 65_000_000_000, Flags = ConnectionFlags.CloseWaitStuck };
        const string Told = "; the server had sat in CLOSE_WAIT for 65 s";
        const string Advice = ": look at the application on the server, which was late to close its socket.";
        Assert.EndsWith("the client holds TIME_WAIT" + Told + Advice, Of(late), StringComparison.Ordinal);

        // Linux forgets FIN_WAIT_2 after tcp_fin_timeout: the RST is the client's, the leak the server's.
        ConnectionReport cut = late with { CloseKind = CloseKind.Reset, TimeWaitHolder = Party.None, ResetBy = Party.Client, ResetPhase = ResetPhase.Closing, ResetCause = ResetCause.FinAnswered };
        Assert.EndsWith("as its socket no longer existed" + Told + Advice, Of(cut), StringComparison.Ordinal);

        string unsure = Of(late with { Confidence = Confidence.Inconclusive, ConfidenceReason = ConfidenceReason.CaptureDrops });
        Assert.Contains(Told + "; this is not certain", unsure, StringComparison.Ordinal);
        Assert.DoesNotContain(Told, Of(late with { Flags = ConnectionFlags.None }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_inconclusive_verdict_says_why_and_accuses_nobody()
    {
        string text = Of(HalfClosed with { Confidence = Confidence.Inconclusive, ConfidenceReason = ConfidenceReason.EndedEarly });
        Assert.EndsWith("; this is not certain, because the capture ended before what would decide.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("look at", text, StringComparison.Ordinal);
    }

    /// <summary>What ends these resets: tried with keepalive_timeout and proxy_read_timeout of nginx.</summary>
    [Theory]
    [InlineData(Party.Server, ": the client sent data after the server had closed; the server should read to the end before it closes, or keep idle connections longer than the client does.")]
    [InlineData(Party.Client, ": the server sent data after the client had closed; the client should read to the end before it closes, or wait longer for an answer.")]
    public void Data_after_the_close_tells_who_should_close_later(Party by, string end) =>
        Assert.EndsWith(end, Of(Reset with { ActiveCloser = by, ResetBy = by, ResetPhase = ResetPhase.Closing, ResetCause = ResetCause.DataAfterClose }), StringComparison.Ordinal);

    [Theory]
    [InlineData(ResetCause.Abort, ResetOrigin.LiveSocket, "look at the application on the server")]
    [InlineData(ResetCause.DataAfterClose, ResetOrigin.NoSocket, "the server should read to the end")]
    [InlineData(ResetCause.Abort, ResetOrigin.Middlebox, "look at firewalls")]
    public void A_reset_that_is_not_certain_sends_nobody_anywhere(ResetCause cause, ResetOrigin origin, string advice)
    {
        ConnectionReport reset = Reset with { ResetCause = cause, ResetOrigin = origin };
        Assert.Contains(advice, Of(reset), StringComparison.Ordinal);
        string text = Of(reset with { Confidence = Confidence.Inconclusive, ConfidenceReason = ConfidenceReason.ResetUnconfirmed });
        Assert.DoesNotContain(advice, text, StringComparison.Ordinal);
        Assert.EndsWith("; this is not certain, because the capture does not show whether the RST was accepted.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LostFinalAck.AfterVantage, true, "sent its FIN 3 times: it was lost between this capture point and the server; a later ACK ended the repetition")]
    [InlineData(LostFinalAck.BeforeVantage, false, "the final ACK was lost between the client and this capture point, or the client had gone; no ACK was seen after the last of them")]
    [InlineData(LostFinalAck.BeforeVantage, true, "between the client and this capture point; a later ACK ended the repetition")]
    [InlineData(LostFinalAck.NotCaptured, null, "the final ACK reached it and only the capture missed it")]
    [InlineData(LostFinalAck.Unknown, null, "the capture cannot tell what became of the final ACK")]
    public void A_lost_final_ACK_tells_where(LostFinalAck lost, bool? recovered, string expected) =>
        Assert.Contains(expected, Of(Reports.Graceful with { LostFinalAck = lost, FinalAckRecovered = recovered, ServerFins = 3 }), StringComparison.Ordinal);

    [Fact]
    public void A_FIN_never_acknowledged_is_told() =>
        Assert.Contains(
            "the server's FIN (frame 9) was never seen acknowledged",
            Of(Reports.Graceful with { CloseKind = CloseKind.Unacknowledged, ServerFinAckFrame = null, TimeWaitHolder = Party.None }),
            StringComparison.Ordinal);

    [Fact]
    public void A_reset_tells_who_when_why_and_where_to_look() =>
        Assert.Equal(
            "The server reset the connection (RST in frame 20) while it was established: its application cut it (SO_LINGER 0, a close with unread data, or a killed process); look at the application on the server.",
            Of(Reset));

    [Theory]
    [InlineData(ResetCause.DataAfterClose, "the client sent data after the server had closed")]
    [InlineData(ResetCause.UnknownConnection, "the server does not know this connection")]
    [InlineData(ResetCause.KeepaliveTimeout, "its keep-alives went unanswered")]
    [InlineData(ResetCause.FinAnswered, "it answered the client's FIN with a RST in place of the final ACK")]
    [InlineData(ResetCause.RejectedReuse, "the old ACK with which TIME_WAIT had turned its SYN down")]
    public void Every_cause_has_its_words(ResetCause cause, string expected) =>
        Assert.Contains(expected, Of(Reset with { ResetCause = cause }), StringComparison.Ordinal);

    [Theory]
    [InlineData(Party.Server, "itself reset the connection (RST in frame 20) while it was closing: the server had sent its FIN and does not know this connection any more; ")]
    [InlineData(Party.Client, "then the server reset the connection (RST in frame 20) while it was closing: the server does not know this connection; ")]
    public void Who_has_closed_did_not_forget_an_idle_connection(Party closer, string expected) =>
        Assert.Contains(
            expected,
            Of(Reset with
            {
                ActiveCloser = closer,
                ResetPhase = ResetPhase.Closing,
                ResetCause = ResetCause.UnknownConnection,
                ServerFinFrame = closer == Party.Server ? Reports.At(9) : null,
            }),
            StringComparison.Ordinal);

    [Fact]
    public void Who_takes_its_own_SYN_back_was_refused_by_nobody() =>
        Assert.StartsWith(
            "The client took its SYN (frame 1) back with a RST in frame 20; a SYN-ACK that it answers was not captured",
            Of(Reset with { CloseKind = CloseKind.Refused, ResetBy = Party.Client, ResetCause = ResetCause.Abort, ResetPhase = ResetPhase.Handshake }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(SynReuse.Accepted, ReuseRule.Sequence, "and was accepted: its sequence number is higher")]
    [InlineData(SynReuse.Rejected, ReuseRule.Sequence, "and was turned down, although its sequence number is higher")]
    [InlineData(SynReuse.Unanswered, ReuseRule.Both, "and was not answered, although its sequence number is higher and its timestamp newer")]
    [InlineData(SynReuse.Rejected, ReuseRule.Neither, "and was turned down: its sequence number is not higher")]
    [InlineData(SynReuse.Accepted, ReuseRule.Neither, "and was accepted, although its sequence number is not higher")]
    public void A_rule_is_a_reason_only_for_what_it_speaks_for(SynReuse outcome, ReuseRule rule, string expected) =>
        Assert.Contains(expected, Of(Reports.Graceful with { SynReuse = outcome, ReuseRule = rule, ReuseOf = 1, ReuseBy = ReuseBy.Peer }), StringComparison.Ordinal);

    [Fact]
    public void A_FIN_that_nobody_acknowledged_accuses_nobody_of_not_closing()
    {
        string told = Of(Reports.Graceful with
        {
            CloseKind = CloseKind.HalfClosed,
            ActiveCloser = Party.Client,
            MissingFin = Party.Server,
            ClientFinAckFrame = null,
            ServerFinFrame = null,
            Confidence = Confidence.Certain,
            TimeWaitHolder = Party.None,
        });

        Assert.Contains("the server never closed its side, if the FIN reached it at all", told, StringComparison.Ordinal);
        Assert.DoesNotContain("look at the application", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_after_a_FIN_names_both() =>
        Assert.StartsWith(
            "The client had closed first (FIN in frame 7), then the server reset the connection (RST in frame 20) while it was closing",
            Of(Reset with { ActiveCloser = Party.Client, ResetPhase = ResetPhase.Closing, ServerFinFrame = null }),
            StringComparison.Ordinal);

    [Fact]
    public void A_reset_by_the_side_that_closed_second_names_its_FIN() =>
        Assert.StartsWith(
            "The client had closed first (FIN in frame 7), then the server closed (FIN in frame 9) and reset the connection (RST in frame 20) while it was closing",
            Of(Reset with { ActiveCloser = Party.Client, ResetPhase = ResetPhase.Closing, ServerFinFrame = Reports.At(9) }),
            StringComparison.Ordinal);

    [Fact]
    public void A_reset_by_the_side_that_closed_first_is_its_own() =>
        Assert.StartsWith(
            "The server had closed first (FIN in frame 9), then itself reset the connection (RST in frame 20)",
            Of(Reset with { ActiveCloser = Party.Server, ResetPhase = ResetPhase.Closing }),
            StringComparison.Ordinal);

    [Fact]
    public void A_SYN_is_counted_by_SYNs_not_by_what_else_the_client_sent() =>
        Assert.StartsWith(
            "The client's SYN (frame 1, sent 3 times) was never answered",
            Of(Reset with { CloseKind = CloseKind.Unanswered, ClientSyns = 3, ClientPackets = 4 }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Party.Server, "; a RST in frame 20 came after the close, which may have ended TIME_WAIT early.")]
    [InlineData(Party.Client, "; a RST in frame 20 came after the close.")]
    public void Only_the_others_RST_ends_TIME_WAIT(Party by, string expected) =>
        Assert.EndsWith(
            expected,
            Of(Reports.Graceful with { ResetBy = by, ResetPhase = ResetPhase.AfterClose, RstFrame = Reports.At(20), Flags = ConnectionFlags.RstAfterClose }),
            StringComparison.Ordinal);

    [Fact]
    public void A_SYN_that_TIME_WAIT_turned_down_was_answered_but_opened_nothing() =>
        Assert.StartsWith(
            "The client's SYN (frame 1) got no SYN-ACK; the SYN used the ports",
            Of(Reset with { CloseKind = CloseKind.Unanswered, SynReuse = SynReuse.Rejected }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(
        Confidence.Certain,
        "The client's SYN (frame 1) got no SYN-ACK, but an ACK of another connection: the server 10.0.0.2 still has an older one of these addresses and ports, perhaps in TIME_WAIT.")]
    [InlineData(
        Confidence.Inconclusive,
        "The client's SYN (frame 1) got no SYN-ACK, but an ACK of another connection; this is not certain, because the capture ended before what would decide.")]
    public void A_SYN_that_an_old_ACK_answers_was_answered_and_its_server_is_up(Confidence confidence, string expected) =>
        Assert.Equal(
            expected,
            Of(Unanswered(confidence) with { IsSynMetByOldAck = true }));

    /// <summary>Load balancers check a port so: they reset on the SYN-ACK, and complete no handshake.</summary>
    [Fact]
    public void A_client_that_resets_on_the_SYN_ACK_may_be_a_health_check() =>
        Assert.Contains(
            ": a health check or port scan, a client that gave up, or an address that never asked",
            Of(Reset with { CloseKind = CloseKind.AbortedHandshake, ResetBy = Party.Client }),
            StringComparison.Ordinal);

    /// <summary>Nobody is down who was not given the time to answer.</summary>
    [Theory]
    [InlineData(Confidence.Certain, "The client's SYN (frame 1) was not answered before another SYN with a new number came.")]
    [InlineData(
        Confidence.Inconclusive,
        "The client's SYN (frame 1) was not answered before another SYN with a new number came; this is not certain, because the capture ended before what would decide.")]
    public void A_SYN_that_gave_way_to_another_accuses_no_server(Confidence confidence, string expected) =>
        Assert.Equal(
            expected,
            Of(Unanswered(confidence) with { IsSynGivenUp = true }));

    [Fact]
    public void The_RST_that_answers_an_old_ACK_is_told_with_it() =>
        Assert.StartsWith(
            "The client's SYN (frame 1) got no SYN-ACK, but an ACK of another connection, and the client answered that with a RST in frame 20",
            Of(Reset with { CloseKind = CloseKind.Unanswered, IsSynMetByOldAck = true, ResetBy = Party.Client, ResetCause = ResetCause.RejectedReuse }),
            StringComparison.Ordinal);

    [Fact]
    public void A_place_of_loss_that_is_told_is_not_called_unknown() =>
        Assert.EndsWith(
            "this is not certain, because the capture cannot tell whether a later ACK arrived.",
            Of(Reports.Graceful with
            {
                LostFinalAck = LostFinalAck.AfterVantage,
                ServerFins = 6,
                Confidence = Confidence.Inconclusive,
                ConfidenceReason = ConfidenceReason.LossPlaceUnknown,
            }),
            StringComparison.Ordinal);

    [Fact]
    public void A_SYN_ACK_that_was_not_captured_is_told_as_that() =>
        Assert.StartsWith(
            "The server answered the client's SYN (frame 1) with a SYN-ACK that was not captured, but the ACK",
            Of(Reset with { CloseKind = CloseKind.HandshakeIncomplete, RoleBasis = RoleBasis.Syn, ServerSyns = 0 }),
            StringComparison.Ordinal);

    [Fact]
    public void A_SYN_ACK_is_not_called_the_SYN_where_that_was_not_captured() =>
        Assert.StartsWith(
            "The server sent a SYN-ACK (frame 1) for a SYN that was not captured",
            Of(Reset with { CloseKind = CloseKind.HandshakeIncomplete, RoleBasis = RoleBasis.SynAck }),
            StringComparison.Ordinal);

    [Fact]
    public void A_keepalive_timeout_tells_of_the_silent_peer_once() =>
        Assert.DoesNotContain(
            "got no answer",
            Of(Reset with { ResetCause = ResetCause.KeepaliveTimeout, Unanswered = Party.Server }),
            StringComparison.Ordinal);

    [Fact]
    public void Who_repeated_itself_and_who_did_not_answer_have_names() =>
        Assert.EndsWith(
            "; at the end the client repeated itself and got no answer: the server or the path to it had gone.",
            Of(Reports.Graceful with { Unanswered = Party.Client }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(ObservationEnd.CaptureEnd, "The connection was still open when the capture ended")]
    [InlineData(ObservationEnd.IdleTimeout, "The connection fell silent and was given up after the idle timeout")]
    [InlineData(ObservationEnd.NextIncarnation, "The connection ended unseen before its addresses and ports were used again")]
    [InlineData(ObservationEnd.Eviction, "The connection was still open when it was given up")]
    public void An_open_connection_tells_why_it_was_watched_no_longer(ObservationEnd end, string told) =>
        Assert.Equal(told + ": neither a FIN nor a RST that counts was seen.", Of(Reset with { CloseKind = CloseKind.Open, ObservationEnd = end }));

    [Fact]
    public void An_open_connection_with_a_RST_that_does_not_count_is_no_contradiction()
    {
        string text = Of(Reset with { CloseKind = CloseKind.Open, Flags = ConnectionFlags.RstIgnored });
        Assert.Contains("neither a FIN nor a RST that counts was seen", text, StringComparison.Ordinal);
        Assert.Contains("a RST was seen that closed nothing", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_final_ACK_lost_after_a_simultaneous_close_is_that_of_the_repeated_FIN() =>
        Assert.Contains(
            "the client sent its FIN 3 times: the final ACK was lost between the server and this capture point",
            Of(Reports.Graceful with
            {
                CloseKind = CloseKind.Simultaneous,
                ActiveCloser = Party.Both,
                LostFinalAck = LostFinalAck.BeforeVantage,
                FinalAckRecovered = true,
                ClientFins = 3,
            }),
            StringComparison.Ordinal);

    [Fact]
    public void A_middlebox_is_named_and_no_application_accused()
    {
        string told = Of(Reset with { ResetOrigin = ResetOrigin.Middlebox });

        Assert.Contains("a device between the two sent it", told, StringComparison.Ordinal);
        Assert.DoesNotContain("application", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CloseKind.Refused, "nothing listens on port 80 of 10.0.0.2")]
    [InlineData(CloseKind.AbortedHandshake, "aborted the handshake after the SYN-ACK (RST in frame 20)")]
    [InlineData(CloseKind.HandshakeIncomplete, "the ACK that completes the handshake never came")]
    [InlineData(CloseKind.Unanswered, "The client's SYN (frame 1) was never answered: the server 10.0.0.2 is down")]
    [InlineData(CloseKind.Stray, "Nothing but RSTs was seen here")]
    public void Every_other_kind_has_its_words(CloseKind kind, string expected) =>
        Assert.Contains(expected, Of(Reset with { CloseKind = kind }), StringComparison.Ordinal);

    [Theory]
    [InlineData(CloseKind.Unanswered, ConfidenceReason.EndedEarly, "The client's SYN (frame 1) was not answered; this is not certain, because the capture ended before what would decide.")]
    [InlineData(CloseKind.Unanswered, ConfidenceReason.OneSided, "The client's SYN (frame 1) was not answered; this is not certain, because only one direction was captured.")]
    [InlineData(
        CloseKind.HandshakeIncomplete,
        ConfidenceReason.EndedEarly,
        "The server answered the client's SYN (frame 1) with a SYN-ACK, but the ACK that completes the handshake was not seen; this is not certain, because the capture ended before what would decide.")]
    public void An_answer_that_the_capture_may_have_missed_is_laid_at_nobodys_door(CloseKind kind, ConfidenceReason reason, string expected) =>
        Assert.Equal(expected, Of(Reset with { CloseKind = kind, Confidence = Confidence.Inconclusive, ConfidenceReason = reason }));

    [Fact]
    public void An_accepted_reuse_tells_the_numbers() =>
        Assert.Contains(
            "; the SYN used the ports of connection 12 again 1.5 s into TIME_WAIT and was accepted: its sequence number is higher than the old one (sequence number 65537 above what TIME_WAIT expects next); the new sequence number shows a Linux TIME_WAIT socket",
            Of(Reports.Graceful with
            {
                SynReuse = SynReuse.Accepted,
                ReuseOf = 12,
                ReuseGapNs = 1_500_000_000,
                ReuseSequenceDelta = 65537,
                ReuseRule = ReuseRule.Sequence,
                ReuseProof = ReuseProof.LinuxIsn,
            }),
            StringComparison.Ordinal);

    /// <summary>A difference of half the number space counts as above (BSD's SEQ_GT, and Linux's after()).</summary>
    [Theory]
    [InlineData(-1000, "1000 below")]
    [InlineData(0, "just")]
    [InlineData(int.MinValue, "2147483648 above")]
    public void A_reuse_tells_where_the_SYN_stands(int delta, string where) =>
        Assert.Contains(
            $"its timestamp is newer (sequence number {where} what TIME_WAIT expects next)",
            Of(Reports.Graceful with { SynReuse = SynReuse.Accepted, ReuseSequenceDelta = delta, ReuseRule = ReuseRule.Timestamp }),
            StringComparison.Ordinal);

    [Fact]
    public void A_rejected_reuse_tells_what_it_cost() =>
        Assert.Contains(
            "and was turned down: its timestamp is older than the old connection's (sequence number 5 above what TIME_WAIT expects next); a repeated SYN got through, 1 s after the first",
            Of(Reports.Graceful with { SynReuse = SynReuse.Rejected, ReuseSequenceDelta = 5, ReuseRule = ReuseRule.Neither, ReuseDelayNs = 1_000_000_000 }),
            StringComparison.Ordinal);

    [Fact]
    public void A_frame_in_another_file_says_which() =>
        Assert.Contains("the server's FIN (frame 3 of b.pcap)", Of(Reports.Graceful with { ServerFinFrame = Reports.At(3, file: 1) }), StringComparison.Ordinal);

    [Fact]
    public void A_frame_in_another_file_of_the_same_name_says_in_which_folder() =>
        Assert.Contains("the server's FIN (frame 3 of tue/a.pcap)", Of(Reports.Graceful with { ServerFinFrame = Reports.At(3, file: 1) }, "mon/a.pcap", "tue/a.pcap"), StringComparison.Ordinal);

    [Fact]
    public void Every_kind_and_reason_is_one_sentence_with_one_full_stop()
    {
        foreach (CloseKind kind in Enum.GetValues<CloseKind>())
        {
            foreach (ConfidenceReason reason in Enum.GetValues<ConfidenceReason>())
            {
                string text = Of(Reset with { CloseKind = kind, Confidence = Confidence.Inconclusive, ConfidenceReason = reason });
                Assert.Matches("^[A-Z].*[a-z)]\\.$", text);
                Assert.DoesNotContain("; ;", text, StringComparison.Ordinal);
                Assert.DoesNotContain(". ", text, StringComparison.Ordinal);
            }
        }
    }

    private static ConnectionReport Unanswered(Confidence confidence) =>
        Reset with { CloseKind = CloseKind.Unanswered, ResetBy = Party.None, ResetCause = null, Confidence = confidence, ConfidenceReason = ConfidenceReason.EndedEarly };

    private static string Of(in ConnectionReport report) => Of(in report, "dir/a.pcap", "dir/b.pcap");

    private static string Of(in ConnectionReport report, params string[] files)
    {
        TextBuffer text = new() { Frames = { Files = files } };
        Explanation.Append(text, in report);
        return text.ToString();
    }
}
