using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>Expected values follow from Zeek's documentation of conn_state and history (conn/main.zeek) and its TCP analyser.</summary>
public sealed class ZeekViewTests
{
    private const ushort Http = 80;

    [Theory]
    [InlineData(">S", "S0", "S")]
    [InlineData(">S >S >S", "S0", "S")]
    [InlineData(">S <SA", "S1", "Sh")]
    [InlineData(">S <SA >A", "S1", "ShA")]
    [InlineData(">S <SA >A >A10 <A <A20 >A >FA <FA >A", "SF", "ShADadFf")]
    [InlineData(">S <SA >A >A10 <FA >FA <A", "SF", "ShADfFa")]
    [InlineData(">S <RA", "REJ", "Sr")]
    [InlineData(">S <SA >A >FA <A", "S2", "ShAFa")]
    [InlineData(">S <SA >A <FA >A", "S3", "ShAf")]
    [InlineData(">S <SA >R", "RSTO", "ShR")]
    [InlineData(">S <SA >A >A10 >RA", "RSTO", "ShADR")]
    [InlineData(">S <SA >A <R", "RSTR", "ShAr")]
    [InlineData(">S >FA", "SH", "SF")]
    public void An_opened_connection_gets_the_state_that_Zeek_documents(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S >R", "RSTOS0", "SR")]
    [InlineData(">S >A10 >R", "RSTOS0", "SDR")]
    [InlineData(">S <A >R", "RSTOS0", "SaR")]
    [InlineData(">S >A >R", "OTH", "SAR")]
    [InlineData(">R", "OTH", "R")]
    [InlineData(">A10 >R", "OTH", "DR")]
    public void A_reset_after_nothing_but_SYN_and_payload_is_RSTOS0(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">A10 <A10 >A", "OTH", "DdA")]
    [InlineData(">A10 <A >FA <FA", "SF", "DaFf")]
    [InlineData(">A10 <A >FA", "SH", "DaF")]
    [InlineData(">A10 <A <FA", "SHR", "Daf")]
    [InlineData(">A10 <R", "RSTRH", "Dr")]
    public void Both_sides_of_a_connection_picked_up_midway_are_partial(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData("<SA", "OTH", "h")]
    [InlineData("<SA <R", "OTH", "hr")]
    [InlineData("<SA <FA", "SH", "hf")]
    [InlineData("<SA >R", "REJ", "hR")]
    public void A_SYN_ACK_that_comes_first_might_be_a_scan_and_its_sender_the_originator(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData("<SA", "OTH", "^h")]
    [InlineData("<SA >A", "S1", "^hA")]
    [InlineData("<SA <R", "RSTRH", "^hr")]
    [InlineData("<SA <FA", "SHR", "^hf")]
    [InlineData("<A10 >A", "OTH", "^dA")]
    public void From_a_well_known_server_the_first_segment_swaps_the_roles(string script, string state, string history) =>
        AssertView(script, Http, state, history);

    [Theory]
    [InlineData("<SA >A", "OTH", "^hA")]
    [InlineData("<SA >A10 <A <FA >FA", "SF", "^hDafF")]
    [InlineData("<SA <A10 >A", "OTH", "^hdA")]
    public void Traffic_after_a_lone_SYN_ACK_swaps_the_roles(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Fact]
    public void A_SYN_captured_after_its_SYN_ACK_swaps_the_roles_and_establishes() =>
        AssertView("<SA >S >A", ZeekScript.OddPort, "S1", "hS^A");

    [Fact]
    public void Between_two_likely_servers_the_higher_port_is_the_client()
    {
        (TcpSegment ack, _) = ZeekScript.Parse("A");
        Assert.Equal("^", ZeekView.Begin(ack, fromClient: false, 80, 8080).History.ToString());
        Assert.Equal("", ZeekView.Begin(ack, fromClient: false, 8080, 80).History.ToString());

        (TcpSegment synAck, _) = ZeekScript.Parse("SA");
        Assert.Equal("", ZeekView.Begin(synAck, fromClient: false, 80, 8080).History.ToString());

        (TcpSegment syn, _) = ZeekScript.Parse("S");
        Assert.Equal("", ZeekView.Begin(syn, fromClient: true, 80, 8080).History.ToString());
    }

    [Theory]
    [InlineData(">S <A <SA >A", "S1", "SahA")]
    [InlineData(">S <A10 <SA >A", "OTH", "SdhA")]
    public void An_early_ACK_does_not_make_the_responder_partial_and_payload_does(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S <SA >A >FA <FA >A >R", "SF", "ShAFfR")]
    [InlineData(">S <SA >A >FA >R", "RSTO", "ShAFR")]
    [InlineData(">S <SA >A >FA >R <FA", "SF", "ShAFRf")]
    [InlineData(">S <SA >A >FA <A <R", "RSTR", "ShAFar")]
    [InlineData(">S <SA >A >RA <FA", "RSTO", "ShARf")]
    public void A_reset_counts_until_both_have_sent_their_FIN(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S <SA >A >R <R", "REJ", "ShARr")]
    [InlineData(">S <SA >A >A10 >R <R", "RSTR", "ShADRr")]
    [InlineData(">S <SA >A >A1~ >R <R", "REJ", "ShADTRr")]
    public void Resets_both_ways_are_a_rejection_unless_payload_was_exchanged(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Fact]
    public void A_simultaneous_open_is_established_and_its_SYN_ACKs_are_no_new_letters() =>
        AssertView(">S <S >SA <SA", ZeekScript.OddPort, "S1", "Ss");

    [Theory]
    [InlineData(">SF", "SH", "Q")]
    [InlineData(">SR", "OTH", "Q")]
    [InlineData(">FRA", "OTH", "I")]
    [InlineData(">SFR", "OTH", "I")]
    [InlineData(">", "OTH", "")]
    public void Flags_that_contradict_each_other_have_letters_of_their_own(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S <SA >A >A10 >A10~ >A10~", "S1", "ShADT")]
    [InlineData(">S <SA >A <A10 <A10~ >A", "S1", "ShAdt")]
    [InlineData(">S >S~", "S0", "S")]
    [InlineData(">S86 <SA", "S1", "STh")]
    [InlineData(">S <SA >A >R4", "RSTO", "ShART")]
    [InlineData(">S <SA >A >R >A10~", "RSTO", "ShARD")]
    public void Payload_that_ends_in_old_data_is_a_retransmission(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S <SA >A >A!", "S1", "ShAg")]
    [InlineData(">S <SA >A <A! <FA >FA", "SF", "ShAaGfF")]
    [InlineData(">S <SA >A <FA10 >A!", "S3", "ShAfg")]
    [InlineData(">A10 <A!", "OTH", "Da")]
    [InlineData(">S <SA >RA!", "RSTO", "ShR")]
    public void A_gap_is_believed_in_established_and_cleanly_closing_states_only(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Theory]
    [InlineData(">S <SA >A <Aw <Aw", "S1", "ShAaw")]
    [InlineData(">S <SA >Aw", "S1", "ShAW")]
    [InlineData(">S <SA >A >FA <Aw", "S2", "ShAFa")]
    [InlineData(">S <SA >A <FA <Aw", "S3", "ShAfaw")]
    [InlineData(">S <SA >A <Rw", "RSTR", "ShAr")]
    public void A_zero_window_tells_nothing_with_a_reset_nor_after_the_peers_FIN(string script, string state, string history) =>
        AssertView(script, ZeekScript.OddPort, state, history);

    [Fact]
    public void Every_letter_of_both_sides_fits()
    {
        const string All = "<SA >A >A1 <A <A1 >A1~ <A1~ >Aw <Aw >SF <SF >FRA <FRA >FA <FA >R <R >S";
        string history = ZeekScript.Play(All).History.ToString();
        Assert.Equal("^hADadTtWwQqIiFfRrS", history);
        Assert.True(history.Length <= ZeekHistory.MaxLength);
    }

    [Fact]
    public void Segments_that_add_nothing_change_nothing()
    {
        ZeekView before = ZeekScript.Play(">S <SA >A >A10 <A <A10");
        ZeekView after = ZeekScript.Play(">S <SA >A >A10 <A <A10 >A >A10 <A <A10 >A999 <A999");
        Assert.Equal(before, after);
    }

    [Fact]
    public void It_takes_24_bytes_of_a_table_slot() => Assert.Equal(24, Unsafe.SizeOf<ZeekView>());

    private static void AssertView(string script, ushort serverPort, string state, string history)
    {
        ZeekView view = ZeekScript.Play(script, serverPort);
        Assert.Equal((state, history), (ZeekConnStateRules.StateOf(view).ToString(), view.History.ToString()));
    }
}
