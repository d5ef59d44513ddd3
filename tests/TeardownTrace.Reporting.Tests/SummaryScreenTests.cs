using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The screen: what it says, that it fits, and that nothing in a file name can steer a terminal.</summary>
public sealed class SummaryScreenTests
{
    private static readonly ScreenOptions Plain = new(Colors: false, Unicode: true, Width: 100);

    /// <summary>Typed in from the numbers of <see cref="Runs.Busy"/>: counts, shares of 12,345, bars in eighths of ten blocks.</summary>
    [Theory]
    [InlineData("a.pcap, b.pcap")]
    [InlineData("  1,250,310 packets · 988 MB on the wire · 2 files of 1.0 GB, 2 captures")]
    [InlineData("  2026-11-21 04:50:31 to 05:10:12 UTC (19 min 41 s)")]
    [InlineData("  Not TCP or not read: 310 (300 other transports, 10 not IP)")]
    [InlineData("  Table full: 3 connections made room early; raise --max-connections")]
    [InlineData("How 12,345 connections ended (321 inconclusive, counted apart)")]
    [InlineData("  graceful                   10,000  81.0 %  ████████   + 21 inconclusive; both FINs acknowledged")]
    [InlineData("  reset                       1,024   8.3 %  ▊          + 200 inconclusive; cut by a RST")]
    [InlineData("  refused                       100   0.8 %  ▏          the SYN was answered by a RST")]
    [InlineData("  client                      7,000  56.7 %  █████▋     + 10 inconclusive; in TIME_WAIT 6,900 times")]
    [InlineData("  place unknown                   0   0.0 %             + 2 inconclusive")]
    [InlineData("    while established         1,000   8.1 %  ▊          + 200 inconclusive")]
    [InlineData("    by sequence number           40   0.3 %  ▏")]
    [InlineData("                     all  graceful  reset  refused  server first  no FIN  inconclusive")]
    [InlineData("  10.0.0.2:443    12,000    11,095      -        -            12     900             5")]
    [InlineData("  and 45 connections of other services")]
    [InlineData("  #42 10.0.0.1:40000 → 10.0.0.2:80 · half-closed · frames 1 to 99 of b.pcap")]
    [InlineData("  missing.pcap: no such file")]
    public void A_busy_run_shows_the_line(string line) => Assert.Contains(line, Rendered(Runs.Busy(), Plain).Split('\n'));

    [Fact]
    public void Pieces_of_one_capture_are_told_as_one() =>
        Assert.Contains("· 2 files of 1 B, 1 capture\n", Rendered(Runs.Busy() with { Captures = [new ReadCapture(["a.pcap", "b.pcap"], 1)] }, Plain), StringComparison.Ordinal);

    [Fact]
    public void A_frame_of_another_file_than_the_connections_first_names_it()
    {
        RunSummary run = Runs.Busy();
        run.Totals.Telling = [new TellingReport(Runs.Telling with { ClientFinFrame = Reports.At(3, file: 1) }, ["a.pcap", "b.pcap"])];
        Assert.Contains("frame 3 of b.pcap", Rendered(run, Plain with { Width = 100 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ring/a.pcap", "ring/b.pcap", "half-closed · frame 1 of a.pcap to frame 99 of b.pcap")]
    [InlineData("mo/0.pcap", "tu/0.pcap", "half-closed · frame 1 of mo/0.pcap to frame 99 of tu/0.pcap")]
    [InlineData("-", "b.pcap", "half-closed · frame 1 of standard input to frame 99 of b.pcap")]
    public void Frames_in_several_files_are_told_with_the_file_of_each(string first, string last, string expected)
    {
        RunSummary run = Runs.Busy() with { Captures = [new ReadCapture([first, last], 1)] };
        run.Totals.Telling = [new TellingReport(Runs.Telling with { LastFrame = Reports.At(99, file: 1) }, [first, last])];
        Assert.Contains($"  #42 10.0.0.1:40000 → 10.0.0.2:80 · {expected}\n", Rendered(run, Plain), StringComparison.Ordinal);
    }

    [Fact]
    public void Captures_of_the_same_name_are_told_apart_by_their_folders()
    {
        RunSummary run = Runs.Busy() with { Captures = [new ReadCapture(["h1/eth0.pcap"], 1), new ReadCapture(["h2/eth0.pcap"], 1), new ReadCapture(["h2/eth1.pcap"], 1)] };
        run.Totals.Telling = [new TellingReport(Runs.Telling, ["h2/eth0.pcap"]), new TellingReport(Runs.Telling, ["h2/eth1.pcap"])];
        string screen = Rendered(run, Plain);
        Assert.Contains("frames 1 to 99 of h2/eth0.pcap\n", screen, StringComparison.Ordinal);
        Assert.Contains("frames 1 to 99 of eth1.pcap\n", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_is_called_by_its_name() =>
        Assert.StartsWith("standard input\n", Rendered(Runs.Empty() with { Captures = [new ReadCapture(["-"], 24)] }, Plain), StringComparison.Ordinal);

    [Fact]
    public void Of_many_files_and_problems_the_first_are_named_and_the_others_counted()
    {
        RunSummary run = Runs.Busy();
        CaptureProblem[] problems = [.. Enumerable.Repeat(run.Problems[0], 1_244)];
        string screen = Rendered(run with { Captures = [new ReadCapture([.. Enumerable.Repeat("a.pcap", 2_011)], 1)], Problems = problems }, Plain);
        Assert.StartsWith("a.pcap, a.pcap, a.pcap and 2,008 more\n", screen, StringComparison.Ordinal);
        Assert.EndsWith("\n  and 1,234 more\n", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_stand_in_the_order_of_a_persons_questions()
    {
        string screen = Rendered(Runs.Busy(), Plain);
        string[] headings = ["How 12,345", "Who closed first", "Missing FIN", "Lost final ACK", "Resets", "TIME_WAIT reuse", "Also seen", "Services", "Connections to look at", "Problems"];
        int[] places = [.. headings.Select(heading => screen.IndexOf("\n" + heading, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(80, 80)]
    [InlineData(300, 100)]
    public void No_line_is_wider_than_the_terminal_or_a_hundred_columns(int width, int most) =>
        Assert.All(Rendered(Runs.Busy(), Plain with { Width = width }).Split('\n'), line => Assert.InRange(line.Length, 0, most));

    [Theory]
    [InlineData(79)]
    [InlineData(70)]
    [InlineData(60)]
    public void Words_stay_whole_on_a_narrow_terminal(int width)
    {
        string screen = Rendered(Runs.Busy(), Plain with { Width = width });
        Assert.All(screen.Split('\n'), line => Assert.InRange(line.Length, 0, width));
        Assert.Subset(WordsOf(Rendered(Runs.Busy(), Plain)), WordsOf(screen));
        Assert.Contains("inconclusive;", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_counted_is_not_shown()
    {
        RunSummary run = Runs.Busy();
        foreach (SynReuse outcome in Enum.GetValues<SynReuse>())
            run.Totals.Reuses(outcome).Clear();
        Array.Clear(run.Totals.LostFinalAcks);
        string screen = Rendered(run, Plain);
        Assert.DoesNotContain("TIME_WAIT reuse", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("Lost final ACK", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("unanswered", screen, StringComparison.Ordinal);
    }

    /// <summary>SPEC 5: data in CLOSE_WAIT makes a working half-close, not a leak. A FIN that nobody acknowledges has put nobody into CLOSE_WAIT.</summary>
    [Theory]
    [InlineData("+0.010 < . 1:1(0) ack 2\ngap 70s", true)]
    [InlineData("+0.010 < . 1:1(0) ack 2\n+30 < P. 1:101(100) ack 2\n+0.010 > . 2:2(0) ack 101\n+40 < P. 101:201(100) ack 2\n+0.010 > . 2:2(0) ack 201", false)]
    [InlineData("+0.200 > F. 1:1(0) ack 1\n+0.400 > F. 1:1(0) ack 1\ngap 70s", false)]
    public void Only_a_leak_sends_somebody_to_the_application(string afterTheFin, bool isLeak)
    {
        TraceScript script = TraceParser.Parse("leak.trace", $"""
            # A FIN of the client, and no FIN of the server for more than a minute.
            10.0.0.1:40000 > 10.0.0.2:80
            +0 > S 0:0(0)
            +0.010 < S. 0:0(0) ack 1
            +0.010 > . 1:1(0) ack 1
            +0.010 > F. 1:1(0) ack 1
            {afterTheFin}
            close_kind half-closed  missing_fin server  confidence certain
            """);
        using IPacketSource source = TracePackets.Open(script.Frames);
        AnalysedCapture capture = AnalysedCapture.Of(source, options: script.Options);
        ConnectionReport report = Assert.Single(capture.Rows);
        Assert.Equal((Party.Server, Confidence.Certain), (report.MissingFin, report.Confidence));

        string screen = Rendered(new RunSummary { Totals = capture.Totals, Captures = [new ReadCapture(["a.pcap"], 1)] }, Plain);
        Assert.Contains("\n  by the server                   1 100.0 %", screen, StringComparison.Ordinal);
        Assert.Equal(isLeak, screen.Contains("the server application does not close its", StringComparison.Ordinal));
    }

    /// <summary>A restart closes what its process had leaked: gracefully, or answered by a RST where the peer's kernel has given its socket up meanwhile.</summary>
    [Theory]
    [InlineData(". 2:2(0) ack 2", "graceful")]
    [InlineData("R 2:2(0)", "reset")]
    public void A_leak_that_ended_is_shown_with_who_leaked(string answer, string kind)
    {
        TraceScript script = TraceParser.Parse("restart.trace", $"""
            # The server sits in CLOSE_WAIT until its process ends.
            10.0.0.1:40000 > 10.0.0.2:80
            +0 > S 0:0(0)
            +0.010 < S. 0:0(0) ack 1
            +0.010 > . 1:1(0) ack 1
            +0.010 > F. 1:1(0) ack 1
            +0.010 < . 1:1(0) ack 2
            +150 < F. 1:1(0) ack 2
            +0.010 > {answer}
            close_kind {kind}  confidence certain
            """);
        using IPacketSource source = TracePackets.Open(script.Frames);
        AnalysedCapture capture = AnalysedCapture.Of(source, options: script.Options);
        string[] lines = Rendered(new RunSummary { Totals = capture.Totals, Captures = [new ReadCapture(["a.pcap"], 1)] }, Plain).Split('\n');

        string told = string.Join(' ', lines.SkipWhile(line => line != "Connections to look at").Select(line => line.Trim()));
        Assert.Contains($"· {kind} ·", told, StringComparison.Ordinal);
        Assert.Contains("the server had sat in CLOSE_WAIT for 2 min 30 s: look at the application on the server", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, "  Lost: 0 packets by the kernel, 0 by the interface")]
    [InlineData(0, 0, 2, "  Lost: 0 packets by the kernel, 0 by the interface; the interface was away 2 times")]
    [InlineData(0, 7, 0, "  Lost: 0 packets by the kernel, 7 by the interface; connections alive meanwhile are inconclusive")]
    [InlineData(1, 0, 0, "  Lost: 1 packet by the kernel, 0 by the interface; connections alive meanwhile are inconclusive;")]
    public void A_live_capture_always_says_what_it_lost(long kernel, long adapter, long outages, string line) =>
        Assert.Contains(line, Rendered(Runs.Busy() with { Live = new LiveStatistics(10, kernel, adapter, outages) }, Plain).Split('\n'));

    [Fact]
    public void A_capture_of_files_says_nothing_of_losses() =>
        Assert.DoesNotContain("Lost:", Rendered(Runs.Busy(), Plain), StringComparison.Ordinal);

    [Fact]
    public void While_nothing_is_final_it_says_how_many_connections_are_open()
    {
        RunSummary run = Runs.Empty();
        run.Totals.Decoded[(int)DecodeResult.Tcp] = 9;
        string[] lines = Totals(run with { Live = default(LiveStatistics), OpenNow = 3 }).Split('\n');
        Assert.Contains("  3 connections are open now", lines);
        Assert.DoesNotContain(lines, line => line.Contains("No TCP connections", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_capture_says_so_in_words()
    {
        string screen = Rendered(Runs.Empty(), Plain);
        Assert.Contains("No packets were read.", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("How ", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_text_has_no_escape_and_colour_has()
    {
        Assert.DoesNotContain('\u001b', Rendered(Runs.Busy(), Plain));
        Assert.Contains('\u001b', Rendered(Runs.Busy(), Plain with { Colors = true }));
    }

    [Fact]
    public void Without_unicode_every_letter_is_ASCII() =>
        Assert.All(Rendered(Runs.Busy(), Plain with { Unicode = false }), letter => Assert.True(char.IsAscii(letter), $"'{letter}'"));

    [Fact]
    public void A_hostile_file_name_is_shown_and_not_obeyed()
    {
        RunSummary run = Runs.Busy() with { Captures = [new ReadCapture(["\u001b]0;owned\a[red]x[/]:bomb:.pcap"], 1)] };
        string screen = Rendered(run, Plain);
        Assert.Contains("?]0;owned?[red]x[/]:bomb:.pcap", screen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', screen);
    }

    [Theory]
    [InlineData("a\u202epac.\u202c", "a?pac.?")]
    [InlineData("\u2066a\u2069.pcap", "?a?.pcap")]
    [InlineData("a\u2028b.pcap", "a?b.pcap")]
    [InlineData("\u05d0\u05d1.pcap", "\u05d0\u05d1.pcap")]
    public void A_file_name_does_not_turn_the_line_around(string name, string shown) =>
        Assert.StartsWith(shown + "\n", Rendered(Runs.Empty() with { Captures = [new ReadCapture([name], 24)] }, Plain), StringComparison.Ordinal);

    [Fact]
    public void The_short_totals_are_one_line_beside_the_input()
    {
        string screen = Totals(Runs.Busy() with { Problems = [], Unreadable = [] });
        Assert.EndsWith("  12,345 connections: 10,000 graceful, 1,024 reset, 900 half-closed, 100 refused, 321 inconclusive\n", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_short_totals_stand_by_what_is_certain_and_leave_out_what_is_not()
    {
        RunSummary run = Runs.Busy() with { Problems = [], Unreadable = [] };
        run.Totals.CloseKinds[(int)CloseKind.HalfClosed] = new Tally(900, 1_000);
        run.Totals.CloseKinds[(int)CloseKind.Open] = new Tally(0, 7);
        Assert.EndsWith("  13,252 connections: 10,000 graceful, 1,024 reset, 900 half-closed, 100 refused, 1,228 inconclusive\n", Totals(run), StringComparison.Ordinal);
    }

    private static HashSet<string> WordsOf(string screen) => [.. screen.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    private static string Rendered(RunSummary run, ScreenOptions options)
    {
        StringWriter writer = new();
        SummaryScreen.Write(run, options, writer);
        return writer.ToString();
    }

    private static string Totals(RunSummary run)
    {
        StringWriter writer = new();
        SummaryScreen.WriteTotals(run, Plain, writer);
        return writer.ToString();
    }
}
