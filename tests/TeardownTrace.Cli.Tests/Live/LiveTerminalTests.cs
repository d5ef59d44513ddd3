using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>The screen on a pseudo terminal, which script(1) makes.</summary>
public sealed class LiveTerminalTests
{
    private const string Enter = "\u001b[?1049h";
    private const string Leave = "\u001b[?1049l";

    /// <summary>smkx of terminfo(5), for xterm.</summary>
    private const string ApplicationKeys = "\u001b[?1h";

    private const int Killed = 128;
    private const int Sigterm = 15;

    [Theory]
    [InlineData("q")]
    [InlineData("\u0003")]
    public async Task A_key_ends_the_screen_and_the_report_stays_on_the_normal_one(string key)
    {
        using Wire wire = Wire.Make("script", "stty");

        // Ctrl-C reaches every process of the terminal's foreground group: a shell that waited there would die of it, depending on which shell it is.
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "script", "-qec", $"stty rows 24 cols 80; exec {TeardownTraceCommand.Path} live -i {Wire.Device} -f 'tcp port {Wire.Port}'", "/dev/null");
        string shown = await AwaitTimeWait(process, wire);

        Press(process, key);
        CommandResult result = process.Await();

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(ApplicationKeys, shown + result.Output, StringComparison.Ordinal);
        Assert.Contains(Leave, result.Output, StringComparison.Ordinal);
        string afterwards = result.Output[result.Output.LastIndexOf(Leave, StringComparison.Ordinal)..];
        Assert.Contains("How 1 connection ended", afterwards, StringComparison.Ordinal);
        Assert.DoesNotContain(Enter, afterwards, StringComparison.Ordinal);
    }

    /// <summary>As on a serial line, or where a container's terminal is not yet known.</summary>
    [Fact]
    public async Task A_terminal_that_does_not_tell_its_size_has_the_usual_one()
    {
        using Wire wire = Wire.Make("script", "stty");
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "script", "-qec", $"stty rows 0 cols 0; exec {TeardownTraceCommand.Path} live --color never -i {Wire.Device} -f 'tcp port {Wire.Port}'", "/dev/null");
        await AwaitTimeWait(process, wire);

        Press(process, "q");
        CommandResult result = process.Await();

        // Bars are there from 80 columns on.
        Assert.Contains("100.0 %  ██████████ both FINs acknowledged", result.Output, StringComparison.Ordinal);
    }

    /// <summary>A shell with job control is what waits for a program that is stopped, and continues it.</summary>
    [Fact]
    public async Task Ctrl_Z_gives_the_screen_back_until_the_program_goes_on()
    {
        using Wire wire = Wire.Make("script", "stty", "bash");
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "script", "-qec", $"stty rows 24 cols 80; exec bash --norc --noprofile -i", "/dev/null");
        Press(process, $"{TeardownTraceCommand.Path} live -i {Wire.Device} -f 'tcp port {Wire.Port}'\n");
        await AwaitTimeWait(process, wire);

        Press(process, "\u001a");
        await AwaitOutput(process, Leave);
        await AwaitOutput(process, "Stopped");
        Press(process, "fg\n");
        await AwaitOutput(process, Enter);
        await AwaitOutput(process, "  TIME_WAIT              1");
        Press(process, "q");
        await AwaitOutput(process, Leave);
        await AwaitOutput(process, "How 1 connection ended");
        Press(process, "exit\n");

        Assert.Equal(0, process.AwaitExit());
    }

    /// <summary>The pseudo terminal goes with script(1), and the program is told by SIGHUP; nothing can be shown or said any more.</summary>
    [Fact]
    public async Task A_terminal_that_is_closed_ends_the_capture_with_rows_and_totals()
    {
        using Wire wire = Wire.Make("script", "stty");
        using TemporaryFolder folder = new();
        string json = folder.Path("a.json");
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "script", "-qec", $"stty rows 24 cols 80; exec {TeardownTraceCommand.Path} live -i {Wire.Device} -f 'tcp port {Wire.Port}' --json {json}", "/dev/null");
        await AwaitTimeWait(process, wire);

        process.Signal("KILL");

        Poll.Until(() => File.ReadAllText(json).Contains("{\"totals\":", StringComparison.Ordinal), () => $"the totals in: {File.ReadAllText(json)}");
        Assert.Contains("\"close_kind\":\"graceful\"", File.ReadAllText(json), StringComparison.Ordinal);
    }

    /// <summary>Ctrl-S stops the terminal itself, as no keys are read.</summary>
    [Fact]
    public async Task A_terminal_that_is_stopped_keeps_neither_rows_nor_a_second_signal_waiting()
    {
        using Wire wire = Wire.Make("script", "stty");
        using TemporaryFolder folder = new();
        string json = folder.Path("a.json");
        string live = $"exec {TeardownTraceCommand.Path} live -i {Wire.Device} -f 'tcp port {Wire.Port}' --json {json} < /dev/null";
        using LiveProcess process = LiveProcess.StartSilent(wire, "script", "-qec", $"stty rows 24 cols 80; echo $$ > {folder.Path("id")}; {live}", "/dev/null");
        await AwaitTimeWait(process, wire);
        Press(process, "\u0013");
        await AwaitSilence(process);

        string id = File.ReadAllText(folder.Path("id")).Trim();
        Tool.Run("kill", "-TERM", id);
        Poll.Until(() => File.ReadAllText(json).Contains("{\"totals\":", StringComparison.Ordinal), () => $"the totals in: {File.ReadAllText(json)}");
        Tool.Run("kill", "-TERM", id);

        Assert.Equal(Killed + Sigterm, process.AwaitExit());
        Assert.Contains("\"close_kind\":\"graceful\"", File.ReadAllText(json), StringComparison.Ordinal);
    }

    /// <summary>Waits for the screen, and for it to show a connection that was made and closed meanwhile.</summary>
    /// <returns>All that was shown until then.</returns>
    private static async Task<string> AwaitTimeWait(LiveProcess process, Wire wire)
    {
        string before = await AwaitOutput(process, Enter);
        wire.Converse();
        return before + await AwaitOutput(process, "  TIME_WAIT              1");
    }

    private static void Press(LiveProcess process, string key)
    {
        process.Input.Write(key);
        process.Input.Flush();
    }

    /// <summary>Frames come twice a second.</summary>
    private static async Task AwaitSilence(LiveProcess process)
    {
        char[] frame = new char[4096];
        Task<int> reading;
        do
            reading = process.Output.ReadAsync(frame, 0, frame.Length);
        while (await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2))) == reading);
    }

    private static async Task<string> AwaitOutput(LiveProcess process, string text)
    {
        string read = "";
        Task reading = Task.Run(() =>
        {
            while (!read.Contains(text, StringComparison.Ordinal))
            {
                int letter = process.Output.Read();
                Assert.True(letter >= 0, $"it ended before '{text}' came: {read}");
                read += (char)letter;
            }
        });
        Assert.True(await Task.WhenAny(reading, Task.Delay(Poll.Bound)) == reading, $"'{text}' did not come within {Poll.Bound.TotalSeconds} s: {read}");
        await reading;
        return read;
    }
}
