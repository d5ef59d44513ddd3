using System.Text.RegularExpressions;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The screen of a capture that goes on: what it says, that it fits, and that its numbers stay where they are.</summary>
public sealed partial class LiveScreenTests
{
    private static readonly ScreenOptions Plain = new(Colors: false, Unicode: true, Width: 80);

    /// <summary>Typed in from the numbers of <see cref="LiveViews.Busy"/>; 7,000 + 3,900 + 2 certainly closed first.</summary>
    [Theory]
    [InlineData("eth1 · tcp port 443                         2026-11-21 04:50:31 UTC · 2 h 13 min")]
    [InlineData("  12,345 packets/s · 98.7 Mbit/s · lost 0 · 1,250,310 packets, 988 MB in all")]
    [InlineData("8,123 open          client    server   Final verdicts           per s    in all")]
    [InlineData("  SYN_RECV               -         -     reset                    2.1     1,024")]
    [InlineData("  ESTABLISHED        7,000     6,945     half-closed                -       900")]
    [InlineData("  FIN_WAIT2              -         -     inconclusive             0.6       321")]
    [InlineData("  CLOSE_WAIT             -        55   Closed first")]
    [InlineData("  LAST_ACK               -         -     server                35.8 %     3,900")]
    [InlineData("Services             all  graceful  reset  refused  server first  no FIN")]
    [InlineData("  #42 10.0.0.1:40000 → 10.0.0.2:80 · half-closed · frames 1 to 99")]
    [InlineData("    Only the client closed (FIN in frame 7); the server acknowledged it in frame")]
    [InlineData("q stops and reports, as Ctrl-C does · h shows hosts")]
    public void A_busy_moment_shows_the_line(string line) => Assert.Contains(line, LiveScreen.Render(LiveViews.Busy(), Plain, 24));

    [Theory]
    [InlineData(80, 24)]
    [InlineData(80, 14)]
    [InlineData(80, 5)]
    [InlineData(80, 1)]
    [InlineData(100, 60)]
    [InlineData(240, 24)]
    public void It_fills_the_terminal_and_no_more(int width, int height)
    {
        LiveView view = LiveViews.Busy() with { Census = LiveViews.WithHosts(LiveViews.Busy().Census), Warnings = ["eth1 is down"] };
        IReadOnlyList<string> lines = LiveScreen.Render(view, Plain with { Width = width }, height);
        Assert.Equal(height, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Math.Min(width, 100)));
    }

    /// <summary>A terminal does not wrap: what is too long for it would end up in its last column and make a number another one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_number_is_shown_whole_or_not_at_all_at_any_width(bool colors)
    {
        HashSet<string> known = [.. NumbersOf(LiveScreen.Render(LiveViews.Large(), Plain with { Width = 100 }, 60))];
        Assert.Superset(new HashSet<string>(LiveViews.NumbersOfLarge), known);
        for (int width = 20; width <= 200; width++)
        {
            string[] lines = [.. LiveScreen.Render(LiveViews.Large(), Plain with { Width = width, Colors = colors }, 60).Select(line => Colour().Replace(line, ""))];
            Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} of {width} columns: '{line}'"));
            Assert.All(NumbersOf(lines), number => Assert.True(known.Contains(number) || IsCutName(number), $"'{number}' in {width} columns"));
        }
    }

    [Theory]
    [InlineData(20, "8,123 open …")]
    [InlineData(30, "8,123 open          client …")]
    [InlineData(60, "8,123 open          client    server   Final verdicts …")]
    [InlineData(73, "8,123 open          client    server   Final verdicts           per s …")]
    [InlineData(20, "  12,345 packets/s …")]
    [InlineData(30, "  12,345 packets/s · …")]
    [InlineData(60, "  12,345 packets/s · 98.7 Mbit/s · lost 0 · …")]
    [InlineData(60, "  LAST_ACK               -         -     server …")]
    [InlineData(70, "  LAST_ACK               -         -     server …")]
    [InlineData(74, "  LAST_ACK               -         -     server                35.8 % …")]
    public void What_has_no_room_is_left_out_by_columns(int width, string line) =>
        Assert.Contains(line, LiveScreen.Render(LiveViews.Busy(), Plain with { Width = width }, 24));

    [Fact]
    public void Large_numbers_have_room_on_the_usual_terminal()
    {
        LiveView view = LiveViews.Large() with { Census = LiveViews.Busy().Census };
        IReadOnlyList<string> lines = LiveScreen.Render(view, Plain, 60);
        Assert.Contains("  SYN_SENT               -         -     graceful              12,345 98,765,432", lines);
        Assert.Contains("  [2001:db8:1234…]:8443   60,000    59,095      -        -            12     900", lines);
    }

    [Fact]
    public void Numbers_keep_their_places_from_silence_to_a_storm()
    {
        IReadOnlyList<string> busy = LiveScreen.Render(LiveViews.Busy(), Plain, 24);
        IReadOnlyList<string> silent = LiveScreen.Render(LiveViews.Silent(), Plain, 24);
        foreach (string label in new[] { "  SYN_SENT", "  ESTABLISHED", "  TIME_WAIT", "Closed first", "  both at once" })
            Assert.Equal(PlaceOf(label, busy), PlaceOf(label, silent));
    }

    [Fact]
    public void Silence_says_when_verdicts_come() =>
        Assert.Contains(LiveScreen.Render(LiveViews.Silent(), Plain, 24), line => line.StartsWith("Verdicts are final two minutes after", StringComparison.Ordinal));

    [Fact]
    public void Hosts_are_shown_where_they_were_asked_for()
    {
        LiveView view = LiveViews.Busy() with { Census = LiveViews.WithHosts(LiveViews.Busy().Census) };
        IReadOnlyList<string> lines = LiveScreen.Render(view, Plain, 40);
        Assert.Contains("Hosts                       TIME_WAIT ESTABLISHED CLOSE_WAIT FIN_WAIT2 others", lines);
        Assert.Contains("  10.0.0.1                        900          12          -         -      3", lines);
        Assert.Contains("  2001:db8:1234:5678:9abc…        200           -          -         -      -", lines);
        Assert.Contains("  10.0.0.9                          -           -         55         -      -", lines);
        Assert.DoesNotContain(LiveScreen.Render(LiveViews.Busy(), Plain, 40), line => line.StartsWith("Hosts", StringComparison.Ordinal));
    }

    /// <summary>A letter of the name is two columns wide.</summary>
    [Fact]
    public void A_wide_name_leaves_the_time_where_it_is() =>
        Assert.Equal(
            "内网1 · tcp port 443                        2026-11-21 04:50:31 UTC · 2 h 13 min",
            LiveScreen.Render(LiveViews.Busy() with { Interface = "内网1" }, Plain, 24)[0]);

    [Theory]
    [InlineData(17, 0, "· lost 17 ·")]
    [InlineData(1_234, 34, "· lost 1,234 + 34 by interface ·")]
    public void Losses_stand_beside_the_rates(long kernel, long adapter, string expected)
    {
        LiveView view = LiveViews.Busy() with { Capture = new LiveStatistics(1_000_000, kernel, adapter, 0) };
        Assert.Contains(expected, LiveScreen.Render(view, Plain, 24)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_stands_above_the_keys()
    {
        IReadOnlyList<string> lines = LiveScreen.Render(LiveViews.Busy() with { Warnings = ["eth1 is down"] }, Plain, 24);
        Assert.Equal(["eth1 is down", "q stops and reports, as Ctrl-C does · h shows hosts"], lines.TakeLast(2));
    }

    [Fact]
    public void Plain_text_has_no_escape_and_colour_has()
    {
        Assert.DoesNotContain(LiveScreen.Render(LiveViews.Busy(), Plain, 24), line => line.Contains('\u001b', StringComparison.Ordinal));
        Assert.Contains(LiveScreen.Render(LiveViews.Busy(), Plain with { Colors = true }, 24), line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public void Without_unicode_every_letter_is_ASCII()
    {
        LiveView view = LiveViews.Busy() with { Census = LiveViews.WithHosts(LiveViews.Busy().Census), Filter = new string('a', 100) };
        Assert.All(LiveScreen.Render(view, Plain with { Unicode = false }, 24).SelectMany(line => line), letter => Assert.True(char.IsAscii(letter), $"'{letter}'"));
    }

    [Fact]
    public void A_hostile_filter_is_shown_and_not_obeyed()
    {
        LiveView view = LiveViews.Busy() with { Filter = "\u001b]0;owned\a[red]x[/]:bomb:" };
        Assert.StartsWith("eth1 · ?]0;owned?[red]x[/]:bomb:", LiveScreen.Render(view, Plain, 24)[0], StringComparison.Ordinal);
        Assert.DoesNotContain(LiveLine.Of(view with { Interface = "\u001b[2J" }), line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public void The_plain_line_tells_the_same_for_a_log()
    {
        LiveView view = LiveViews.Busy() with { Census = LiveViews.WithHosts(LiveViews.Busy().Census), Capture = new LiveStatistics(1, 5, 2, 0), Warnings = ["disk full"] };
        Assert.Equal(
            [
                "2026-11-21T04:50:31Z eth1: 12,345 packets/s, 98.7 Mbit/s; lost 5 by the kernel, 2 by the interface; "
                    + "8,123 open (client/server: ESTABLISHED 7,000/6,945, CLOSE_WAIT 0/55, TIME_WAIT 1,123/0); "
                    + "415 verdicts/s, 12,345 in all: 10,000 graceful, 900 half-closed, 1,024 reset, 100 refused, 321 inconclusive",
                "2026-11-21T04:50:31Z eth1: host 10.0.0.1: ESTABLISHED 12, LAST_ACK 3, TIME_WAIT 900",
                "2026-11-21T04:50:31Z eth1: host 2001:db8:1234:5678:9abc:def0:1234:5678: TIME_WAIT 200",
                "2026-11-21T04:50:31Z eth1: host 10.0.0.9: CLOSE_WAIT 55",
                "2026-11-21T04:50:31Z eth1: disk full",
            ],
            LiveLine.Of(view));
    }

    /// <summary>The words that have a digit.</summary>
    private static IEnumerable<string> NumbersOf(IEnumerable<string> lines) => lines.SelectMany(line => line.Split(' ')).Where(word => word.Any(char.IsAsciiDigit));

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();

    /// <summary>Addresses and paths are shortened, and it is seen that they are.</summary>
    private static bool IsCutName(string word) => word.Contains('…', StringComparison.Ordinal) && word.AsSpan().ContainsAny(':', '/');

    private static (int Line, int Column) PlaceOf(string label, IReadOnlyList<string> lines)
    {
        int line = Enumerable.Range(0, lines.Count).First(i => lines[i].Contains(label, StringComparison.Ordinal));
        return (line, lines[line].IndexOf(label, StringComparison.Ordinal));
    }
}
