using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The words are a contract: tokens are typed in again from SPEC, and every enum value has a row.</summary>
public sealed class VocabularyTests
{
    public static TheoryData<Type, string> Frozen { get; } = new()
    {
        { typeof(CloseKind), "graceful simultaneous half-closed unacknowledged reset refused aborted-handshake handshake-incomplete unanswered stray open" },
        { typeof(Party), "none client server both" },
        { typeof(LostFinalAck), "none before-vantage after-vantage not-captured unknown" },
        { typeof(Handshake), "complete no-final-ack syn-only refused mid-stream" },
        { typeof(RoleBasis), "syn syn-ack port" },
        { typeof(SynReuse), "none accepted rejected unanswered" },
        { typeof(ReuseBy), "peer holder" },
        { typeof(ReuseRule), "neither sequence timestamp both" },
        { typeof(ReuseProof), "none linux-isn" },
        { typeof(ResetPhase), "handshake established closing after-close" },
        { typeof(ResetCause), "refused abort data-after-close unknown-connection keepalive-timeout fin-answered rejected-reuse" },
        { typeof(ResetOrigin), "unknown live-socket no-socket middlebox" },
        { typeof(Confidence), "certain inconclusive" },
        { typeof(ConfidenceReason), "none capture-began-late capture-ended-early one-sided capture-gap evicted roles-guessed loss-place-unknown reset-unconfirmed capture-drops" },
        { typeof(TcpState), "CLOSED LISTEN SYN_SENT SYN_RECEIVED ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 CLOSE_WAIT CLOSING LAST_ACK TIME_WAIT" },
        { typeof(ZeekConnState), "OTH S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR" },
        { typeof(DecodeResult), "tcp other-transport not-ip later-fragment cut-short malformed unknown-link-type filtered-out" },
        { typeof(ConnectionFlags), "capture-gap challenge-ack close-wait-stuck data-in-syn fin-retransmitted half-close-data keepalive mid-stream mirror-duplicates one-sided peer-vanished rst-after-close rst-ignored rst-ttl-mismatch simultaneous-open syn-retransmitted time-wait-data zero-window" },
    };

    [Theory]
    [MemberData(nameof(Frozen))]
    public void Tokens_are_frozen_and_every_value_has_a_row(Type words, string tokens)
    {
        IReadOnlyList<Term> terms = TermsOf(words);
        Assert.Equal(tokens.Split(' '), terms.Select(term => term.Token));

        int values = Enum.GetValues(words).Length - (words == typeof(ConnectionFlags) ? 1 : 0);
        Assert.Equal(values, terms.Count);
    }

    [Theory]
    [MemberData(nameof(Frozen))]
    public void Every_row_explains_itself_in_one_sentence(Type words, string tokens)
    {
        Assert.NotEmpty(tokens);
        Assert.All(TermsOf(words), term =>
        {
            Assert.NotEmpty(term.Title);
            Assert.EndsWith(".", term.Sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Flags_stand_in_alphabetical_order_which_is_their_bits_order()
    {
        string[] tokens = [.. Vocabulary.Flags.Select(flag => flag.Token)];
        Assert.Equal(tokens.Order(StringComparer.Ordinal), tokens);
        Assert.Equal(1u << (tokens.Length - 1), (uint)Enum.GetValues<ConnectionFlags>().Max());
    }

    [Fact]
    public void Every_bare_close_kind_and_flag_selects_its_own()
    {
        foreach (Term kind in Vocabulary.CloseKinds)
            Assert.Equal("close_kind", Vocabulary.Find(kind.Token)?.Column.Term.Token);
        foreach (Term flag in Vocabulary.Flags)
            Assert.Equal("flags", Vocabulary.Find(flag.Token)?.Column.Term.Token);
    }

    [Theory]
    [InlineData("missing_fin=server", true)]
    [InlineData("missing_fin=client", false)]
    [InlineData("missing_fin", true)]
    [InlineData("lost_final_ack", false)]
    [InlineData("half-closed", true)]
    [InlineData("HALF-CLOSED", true)]
    [InlineData("graceful", false)]
    [InlineData("close-wait-stuck", true)]
    [InlineData("zero-window", false)]
    [InlineData("server_state=CLOSE_WAIT", true)]
    [InlineData("server_state=close_wait", true)]
    [InlineData("inconclusive", false)]
    [InlineData("certain", true)]
    [InlineData("reset_cause=refused", false)]
    public void A_token_selects_what_it_says(string token, bool expected)
    {
        ConnectionReport report = Reports.Graceful with
        {
            CloseKind = CloseKind.HalfClosed,
            MissingFin = Party.Server,
            ServerState = TcpState.CloseWait,
            Flags = ConnectionFlags.CloseWaitStuck | ConnectionFlags.MidStream,
        };
        VocabularySelector? selector = Vocabulary.Find(token);
        Assert.NotNull(selector);
        Assert.Equal(expected, selector.Matches(in report));
    }

    [Theory]
    [InlineData("client", "active_closer=client")]
    [InlineData("none", "missing_fin=none")]
    [InlineData("unknown", "lost_final_ack=unknown")]
    [InlineData("gracefull", "graceful")]
    [InlineData("handshake", "reset_phase=handshake")]
    [InlineData("handshake", "handshake=complete")]
    [InlineData("clint", "active_closer=client")]
    [InlineData("rst-ignore", "rst-ignored")]
    [InlineData("missing_fin=serverr", "missing_fin=server")]
    public void An_unclear_token_is_refused_with_near_matches(string token, string near)
    {
        Assert.Null(Vocabulary.Find(token));
        Assert.Contains(near, Vocabulary.NearMatches(token));
    }

    [Fact]
    public void Nonsense_has_no_near_match()
    {
        Assert.Null(Vocabulary.Find("xyzzyxyzzy"));
        Assert.Empty(Vocabulary.NearMatches("xyzzyxyzzy"));
        Assert.Null(Vocabulary.Find(""));
        Assert.Null(Vocabulary.Find("="));
    }

    [Fact]
    public void A_column_selects_by_its_name_unless_that_would_select_every_connection()
    {
        IReadOnlyList<ConnectionReport> rows = AnalysedCapture.OfFile(SourceTree.PathOf("testdata", "captures", "every-verdict.pcapng"))!.Rows;
        foreach (VocabularyColumn column in Vocabulary.Columns)
        {
            bool isNeverEmpty = rows.All(row => (column.WordsOf(in row) & column.AllTelling) != 0);
            bool selects = Vocabulary.Find(column.Term.Token)?.Column == column;
            Assert.True(selects != isNeverEmpty, column.Term.Token);
        }
    }

    [Fact]
    public void Every_bare_token_is_found() => Assert.All(Vocabulary.BareTokens, token => Assert.NotNull(Vocabulary.Find(token)));

    [Theory]
    [InlineData("close_kind", "close_kind=graceful")]
    [InlineData("role_basis", "role_basis=syn")]
    [InlineData("closed_kind=reset", "close_kind")]
    [InlineData("", null)]
    [InlineData("1", null)]
    [InlineData("id=1", null)]
    public void What_selects_nothing_is_answered_with_what_it_may_have_meant(string token, string? first)
    {
        IReadOnlyList<string> near = Vocabulary.NearMatches(token);

        Assert.Null(Vocabulary.Find(token));
        Assert.Equal(first, near.Count > 0 ? near[0] : null);
    }

    private static IReadOnlyList<Term> TermsOf(Type words) => words.Name switch
    {
        nameof(CloseKind) => Vocabulary.CloseKinds,
        nameof(Party) => Vocabulary.Parties,
        nameof(LostFinalAck) => Vocabulary.LostFinalAcks,
        nameof(Handshake) => Vocabulary.Column("handshake").Words,
        nameof(RoleBasis) => Vocabulary.Column("role_basis").Words,
        nameof(SynReuse) => Vocabulary.SynReuses,
        nameof(ReuseBy) => Vocabulary.Column("reuse_by").Words,
        nameof(ReuseRule) => Vocabulary.ReuseRules,
        nameof(ReuseProof) => Vocabulary.Column("reuse_proof").Words,
        nameof(ResetPhase) => Vocabulary.ResetPhases,
        nameof(ResetCause) => Vocabulary.ResetCauses,
        nameof(ResetOrigin) => Vocabulary.Column("reset_origin").Words,
        nameof(Confidence) => Vocabulary.Confidences,
        nameof(ConfidenceReason) => Vocabulary.Column("confidence_reason").Words,
        nameof(TcpState) => Vocabulary.States,
        nameof(ZeekConnState) => Vocabulary.Column("zeek_conn_state").Words,
        nameof(DecodeResult) => Vocabulary.DecodeResults,
        nameof(ConnectionFlags) => Vocabulary.Flags,
        _ => throw new ArgumentOutOfRangeException(nameof(words)),
    };
}
