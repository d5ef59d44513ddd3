using System.Buffers.Binary;
using System.Text.Json;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests;

/// <summary>Captures through the whole program: streams, exit codes, pipes, tables.</summary>
public sealed class AnalyzeTests
{
    private const ushort First = 10_000;
    private const ushort Last = 25_000;

    private static readonly byte[] TwoConnections = new SmallCapture().Graceful(40000).Reset(40001).Bytes;

    [Fact]
    public void The_screen_goes_to_standard_output_in_a_hundred_plain_columns()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections));
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains("How 2 connections ended", result.Output, StringComparison.Ordinal);
        Assert.Contains("graceful", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public void Colour_comes_when_it_is_asked_for()
    {
        using TemporaryFolder folder = new();
        string capture = folder.Write("a.pcap", TwoConnections);
        Assert.Contains('\u001b', TeardownTraceCommand.Run("analyze", capture, "--color", "always").Output);
        Assert.DoesNotContain('\u001b', TeardownTraceCommand.Run("analyze", capture, "--color", "never").Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-q")]
    public void Without_colour_a_terminal_gets_none(string option)
    {
        using TemporaryFolder folder = new();
        string screen = OnTerminal($"analyze {folder.Write("a.pcap", TwoConnections)} --no-progress --color never {option}");
        Assert.Contains("2 connections", screen, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\x1b\[[0-9;]*m", screen);
    }

    /// <summary>The screen tells of it, also the short one, where there is a screen.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a.pcap")]
    [InlineData("a.pcap -q")]
    [InlineData("a.pcap --csv -")]
    public void On_a_terminal_an_input_that_cannot_be_read_is_told_once(string others)
    {
        using TemporaryFolder folder = new();
        string capture = folder.Write("a.pcap", TwoConnections);
        string screen = OnTerminal($"analyze missing.pcap {others.Replace("a.pcap", capture, StringComparison.Ordinal)}");
        Assert.Equal(2, screen.Split("missing.pcap: no such file").Length);
    }

    [Fact]
    public void A_plain_locale_gets_ASCII()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run(["analyze", folder.Write("a.pcap", TwoConnections)], input: null, ("LC_ALL", "C"));
        Assert.All(result.Output, letter => Assert.True(char.IsAscii(letter), $"'{letter}'"));
    }

    [Fact]
    public void A_table_on_standard_output_stands_alone()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "--csv", "-", "--fields", "id,close_kind,reset_by");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("id,close_kind,reset_by\r\n1,graceful,none\r\n2,reset,server\r\n", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Rows_that_find_no_room_to_wait_are_counted_and_told_and_all_else_is_reported()
    {
        using TemporaryFolder folder = new();
        string missing = folder.Path("missing");
        string json = folder.Path("a.json");
        string[] arguments = ["analyze", folder.Write("a.pcap", ManyThatWait()), "--max-connections", "10000", "--csv", folder.Path("a.csv"), "--json", json];
        CommandResult result = TeardownTraceCommand.Run(arguments, input: null, ("TMPDIR", missing));

        Assert.Equal(3, result.ExitCode);
        int written = File.ReadLines(folder.Path("a.csv")).Count() - 1;
        int lost = 1 + 1 + Last - First - written;
        Assert.InRange(written, 2048, Last - First);
        Assert.Matches($"^teardowntrace: {missing}/?: cannot hold the rows that wait .*TMPDIR.*; rows that are lost: {lost} of 15002\n$", result.Error);
        Assert.Contains("How 15,002 connections ended", result.Output, StringComparison.Ordinal);
        Assert.Contains($"rows that are lost: {lost} of 15002", File.ReadLines(json).Last(), StringComparison.Ordinal);
        Assert.Equal(written + 1, File.ReadLines(json).Count());

        // With room they are all there.
        Assert.Equal(0, TeardownTraceCommand.Run(arguments).ExitCode);
        Assert.Equal(1 + 1 + Last - First + 1, File.ReadLines(folder.Path("a.csv")).Count());
    }

    [Fact]
    public void Rows_that_wait_on_disk_are_readable_by_their_user_only_and_stay_behind_no_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at the open files of a process in /proc");
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", ManyThatWait());

        // The pipe stays open until the temporary file was looked at: with the end of the capture the file goes. It has lost its name before.
        CommandResult result = TeardownTraceCommand.Shell(
            $"cd '{folder.FullName}'; umask 0; mkdir tmp; mkfifo pipe; TMPDIR=tmp \"$T\" analyze -q pipe --max-connections 10000 --csv a.csv > /dev/null & exec 3> pipe; "
            + "cat a.pcap >&3; for i in {1..600}; do find /proc/$!/fd -lname '*/tmp/????????.??? (deleted)' > list; [ -s list ] && break; sleep 0.1; done; "
            + "xargs stat -L -c %A < list | sort -u; ls tmp | grep '^........[.]...$'; exec 3>&-; wait $!");

        Assert.Equal("-rw-------\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_foreign_culture_changes_no_table()
    {
        using TemporaryFolder folder = new();
        string capture = folder.Write("a.pcap", TwoConnections);
        string[] arguments = ["analyze", capture, "--csv", "-"];
        Assert.Equal(TeardownTraceCommand.Run(arguments).Output, TeardownTraceCommand.Run(arguments, input: null, ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")).Output);
    }

    [Fact]
    public void Json_ends_with_the_totals()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "--json", "-");
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        using JsonDocument totals = JsonDocument.Parse(lines[2]);
        Assert.Equal(2, totals.RootElement.GetProperty("totals").GetProperty("connections").GetInt64());
        Assert.Equal(11, totals.RootElement.GetProperty("totals").GetProperty("packets").GetInt64());
    }

    [Theory]
    [InlineData(0xa1b2c3d4, 6)]
    [InlineData(0xa1b23c4d, 9)]
    public void Times_of_the_totals_are_as_fine_as_the_captures_clock(uint magic, int digits)
    {
        using TemporaryFolder folder = new();
        byte[] capture = [.. TwoConnections];
        BinaryPrimitives.WriteUInt32LittleEndian(capture, magic);
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", capture), "--json", "-");
        using JsonDocument last = JsonDocument.Parse(result.Output.TrimEnd('\n').Split('\n')[^1]);
        foreach (string time in (string[])["first_time", "last_time"])
            Assert.Matches($"[.][0-9]{{{digits}}}Z$", last.RootElement.GetProperty("totals").GetProperty(time).GetString());
    }

    [Fact]
    public void Only_what_is_selected_is_written_and_the_screen_still_shows_all()
    {
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "--csv", table, "--fields", "id", "--only", "reset_by=server");
        Assert.Equal("id\r\n2\r\n", File.ReadAllText(table));
        Assert.Contains("How 2 connections ended", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_is_a_capture_too()
    {
        CommandResult result = TeardownTraceCommand.Run(["analyze", "-", "--csv", "-", "--fields", "close_kind"], TwoConnections);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("close_kind\r\ngraceful\r\nreset\r\n", result.Output);
    }

    [Theory]
    [InlineData("<(cat a.pcap) <(cat b.pcap)")]
    [InlineData("--join always <(cat a.pcap) b.pcap")]
    [InlineData("--join always b.pcap <(cat a.pcap)")]
    [InlineData("/dev/fd/8 /dev/fd/9 8< <(cat a.pcap) 9< <(cat b.pcap)")]
    [InlineData("--join always link b.pcap 8< <(cat a.pcap)")]
    public void A_pipe_is_read_once_wherever_it_stands(string captures)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", TwoConnections);
        folder.Write("b.pcap", new SmallCapture().Reset(40002).Bytes);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; ln -s /dev/fd/8 link; \"$T\" analyze -q {captures}");
        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("3 connections: 2 reset, 1 graceful", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_of_pieces_is_theirs_also_behind_links_and_in_pipes()
    {
        using TemporaryFolder folder = new();
        string one = folder.Write("a.pcap", TwoConnections);
        File.CreateSymbolicLink(folder.Path("link"), one);
        string size = $"2 files of {2 * TwoConnections.Length / 1000.0:0.0} kB";
        Assert.Contains(size, TeardownTraceCommand.Run("analyze", "-q", "--join", "always", one, folder.Path("link")).Output, StringComparison.Ordinal);
        Assert.Contains(size, TeardownTraceCommand.Shell($"\"$T\" analyze -q --join always '{one}' <(cat '{one}')").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.pcap a.pcap", "a.pcap: is named twice; what is read twice is counted twice")]
    [InlineData("a.pcap link", "link: is named twice, first as a.pcap; what is read twice is counted twice")]
    [InlineData("--join always a.pcap hard", "hard: is named twice, first as a.pcap; what is read twice is counted twice")]
    [InlineData("'*.pcap' ./a.pcap", "./a.pcap: is named twice, first as a.pcap; what is read twice is counted twice")]
    [InlineData("a.pcap - < a.pcap", "standard input: is named twice, first as a.pcap; what is read twice is counted twice")]
    [InlineData("- a.pcap < a.pcap", "a.pcap: is named twice, first as standard input; what is read twice is counted twice")]
    [InlineData("a.pcap b.pcap '*.pcap'", "a.pcap: is named twice; so is 1 more; what is read twice is counted twice")]
    [InlineData("a.pcap b.pcap '*.pcap' link", "a.pcap: is named twice; so are 2 more; what is read twice is counted twice")]
    public void A_file_that_is_named_twice_is_told_in_one_line(string captures, string told)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", TwoConnections);
        folder.Write("b.pcap", new SmallCapture().Reset(40002).Bytes);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; ln -s a.pcap link; ln a.pcap hard; \"$T\" analyze -q --color never {captures}");
        Assert.Equal($"teardowntrace: {told}\n", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_a_file()
    {
        using TemporaryFolder folder = new();
        folder.Write("@a.pcap", TwoConnections);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}' && \"$T\" analyze @a.pcap --csv @a.csv -q && cat @a.csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 connections: 1 graceful, 1 reset", result.Output, StringComparison.Ordinal);
        Assert.Contains(",graceful,", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fail_on_tells_by_the_exit_code()
    {
        using TemporaryFolder folder = new();
        string capture = folder.Write("a.pcap", TwoConnections);
        CommandResult matched = TeardownTraceCommand.Run("analyze", capture, "-q", "--fail-on", "reset");
        Assert.Equal(1, matched.ExitCode);
        Assert.Contains("--fail-on reset: 1 connection matched", matched.Error, StringComparison.Ordinal);
        Assert.Equal(0, TeardownTraceCommand.Run("analyze", capture, "-q", "--fail-on", "half-closed").ExitCode);
    }

    [Fact]
    public void Quiet_prints_the_totals_only()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "-q");
        Assert.Contains("2 connections: 1 graceful, 1 reset", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Output.Split('\n').Length, 2, 6);
    }

    [Fact]
    public void Counted_packets_stop_the_reading()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "-c", "7");
        Assert.Contains("7 packets", result.Output, StringComparison.Ordinal);
        Assert.Contains("How 1 connection ended", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Packets_that_the_filter_leaves_out_are_among_those_counted()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "-c", "7", "-f", "udp");
        Assert.Contains("Not TCP or not read: 7 (7 filtered out)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_text_are_told_and_the_rest_is_read()
    {
        using TemporaryFolder folder = new();
        string good = folder.Write("a.pcap", TwoConnections);
        string text = folder.Write("notes.txt", "not a capture at all, just words"u8.ToArray());
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Path("missing.pcap"), folder.FullName, text, good, "--join", "never");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("How 2 connections ended", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.Error.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("missing.pcap", result.Error, StringComparison.Ordinal);
        Assert.Contains("notes.txt", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt a.pcap b.pcap")]
    [InlineData("a.pcap notes.txt b.pcap")]
    [InlineData("a.pcap b.pcap notes.txt")]
    public void A_piece_that_cannot_be_read_is_told_as_it_would_be_alone_and_the_others_are_read(string pieces)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", TwoConnections);
        folder.Write("b.pcap", new SmallCapture().Reset(40002).Bytes);
        folder.Write("notes.txt", "not a capture at all, just words"u8.ToArray());
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; \"$T\" analyze -q --join always {pieces}");
        Assert.StartsWith("teardowntrace: notes.txt: not a capture", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Contains("3 connections: 2 reset, 1 graceful", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Inputs_that_cannot_be_read_are_among_the_problems_of_the_totals()
    {
        using TemporaryFolder folder = new();
        string missing = folder.Path("missing.pcap");
        string cut = folder.Write("cut.pcap", TwoConnections[..^10]);
        CommandResult result = TeardownTraceCommand.Run("analyze", cut, missing, "--json", "-");
        Assert.Equal(3, result.ExitCode);
        using JsonDocument last = JsonDocument.Parse(result.Output.TrimEnd('\n').Split('\n')[^1]);
        JsonElement[] problems = [.. last.RootElement.GetProperty("totals").GetProperty("problems").EnumerateArray()];
        Assert.Equal([missing, cut], problems.Select(problem => problem.GetProperty("file").GetString()));
        Assert.Equal("no such file; check the name", problems[0].GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, problems[0].GetProperty("offset").ValueKind);
        Assert.Equal(0, problems[0].GetProperty("frame").GetInt64());
    }

    [Fact]
    public void A_capture_cut_in_the_middle_is_damaged_and_read_up_to_there()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("cut.pcap", TwoConnections[..^10]));
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("cut.pcap", result.Error, StringComparison.Ordinal);
        Assert.Contains("10 packets", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_is_quiet_success()
    {
        SmallCapture many = new();
        for (ushort port = 1024; port < 21_024; port++)
            many.Graceful(port);
        using TemporaryFolder folder = new();
        string capture = folder.Write("many.pcap", many.Bytes);
        foreach (string format in new[] { "csv", "json" })
        {
            CommandResult result = TeardownTraceCommand.Shell($"set -o pipefail; \"$T\" analyze '{capture}' --{format} - | head -n 1 > /dev/null");
            Assert.Equal(0, result.ExitCode);
            Assert.Empty(result.Error);
        }
    }

    [Fact]
    public void A_full_disk_is_told_with_its_file()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcap", TwoConnections), "--csv", "/dev/full");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("/dev/full: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_reports_what_was_read_so_far()
    {
        const int HeaderLength = 24;
        using TemporaryFolder folder = new();
        folder.Write("header", TwoConnections[..HeaderLength]);
        folder.Write("records", TwoConnections[HeaderLength..]);

        // Job control (set -m), as without it a shell lets its background jobs ignore SIGINT. The pipe never ends by itself.
        CommandResult result = TeardownTraceCommand.Shell(
            $"cd '{folder.FullName}'; set -m; mkfifo pipe; \"$T\" analyze pipe & t=$!; " +
            "(cat header; i=0; while cat records; do i=$((i+1)); [ $i = 50 ] && kill -INT $t; done) > pipe 2> /dev/null; wait $t");
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Interrupted", result.Output, StringComparison.Ordinal);
    }

    /// <summary>smkx of terminfo(5), for xterm: .NET's console sends it to a terminal that it knows, and never rmkx.</summary>
    [Theory]
    [InlineData("analyze a.pcap")]
    [InlineData("analyze missing.pcap")]
    [InlineData("--help")]
    public void A_terminal_keeps_its_cursor_keys(string arguments)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", TwoConnections);

        string output = OnTerminal(arguments.Replace("a.pcap", folder.Path("a.pcap"), StringComparison.Ordinal));

        Assert.NotEmpty(output);
        Assert.DoesNotContain("\u001b[?1h", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b=", output, StringComparison.Ordinal);
    }

    /// <summary>All but the first are forgotten before the capture ends, ten minutes later, and wait for it: more than wait in memory.</summary>
    private static byte[] ManyThatWait()
    {
        SmallCapture capture = new SmallCapture().Handshake(First - 1);
        for (ushort port = First; port <= Last; port++)
            capture.Reset(port);
        return capture.Bytes;
    }

    /// <summary>What the program shows on a terminal of a known kind, which script(1) makes.</summary>
    private static string OnTerminal(string arguments)
    {
        Tool.Require("script");
        return TeardownTraceCommand.Shell($"TERM=xterm script -qec \"$T {arguments}\" /dev/null < /dev/null").Output;
    }
}
