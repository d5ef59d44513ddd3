using System.Diagnostics;
using System.IO.Compression;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests;

/// <summary>Pipes that say nothing more: a signal ends the waiting, and what came until then is reported.</summary>
public sealed class SilentPipeTests
{
    private const int LooksAtSilence = 25;

    private static readonly byte[] Capture = new SmallCapture().Graceful(40000).Reset(40001).Bytes;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_ends_the_waiting_for_standard_input_and_what_came_is_reported(string signal)
    {
        using TemporaryFolder folder = new();
        using Process process = Start(folder, "-");
        process.StandardInput.BaseStream.Write(Capture);
        process.StandardInput.BaseStream.Flush();

        CommandResult result = Interrupt(process, signal);

        AssertReported(result, $"11 packets · 440 B on the wire · 1 file of {Capture.Length} B");
    }

    [Fact]
    public void A_hang_up_that_is_ignored_stays_ignored()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);

        // As nohup does. The pipe opens when the program does its part.
        CommandResult result = TeardownTraceCommand.Shell(
            $"cd '{folder.FullName}'; mkfifo pipe; trap '' HUP; \"$T\" analyze -q pipe & exec 3> pipe; kill -HUP $!; cat a.pcap >&3; exec 3>&-; wait $!");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("11 packets", result.Output, StringComparison.Ordinal);
    }

    /// <summary>As timeout(1) in a script does, which puts the program in the background and lets SIGCONT follow each signal.</summary>
    [Fact]
    public void In_the_background_of_a_terminal_it_goes_on_when_it_is_told_to()
    {
        Tool.Require("script");
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);
        folder.Write("a.sh", """
            set -m
            mkfifo pipe
            "$T" analyze -q pipe & exec 3> pipe
            for i in {1..20}; do kill -CONT $!; sleep 0.05; jobs -s; done
            cat a.pcap >&3; exec 3>&-
            while [ -n "$(jobs -r)" ]; do sleep 0.05; done
            kill -KILL $!

            """u8.ToArray());

        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; script -qec 'bash a.sh' /dev/null < /dev/null");

        Assert.DoesNotContain("Stopped", result.Output, StringComparison.Ordinal);
        Assert.Contains("11 packets", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_ends_the_waiting_for_a_header()
    {
        using TemporaryFolder folder = new();
        using Process process = Start(folder, "-");
        process.StandardInput.BaseStream.Write(Capture.AsSpan(0, 10));
        process.StandardInput.BaseStream.Flush();

        AssertReported(Interrupt(process, "INT"), "No packets were read.");
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("pipe", "--join", "always", "other.pcap")]
    [InlineData("--csv", "a.csv", "pipe")]
    public void A_signal_ends_the_waiting_for_a_named_pipe(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        Tool.Run("mkfifo", folder.Path("pipe"));
        folder.Write("other.pcap", Capture);
        using Process process = Start(folder, arguments);
        using FileStream pipe = new(folder.Path("pipe"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        pipe.Write(Capture);
        pipe.Flush();

        AssertReported(Interrupt(process, "INT"), "11 packets");
    }

    [Fact]
    public void A_record_of_which_a_part_has_come_is_no_damage()
    {
        using TemporaryFolder folder = new();
        using Process process = Start(folder, "-");
        process.StandardInput.BaseStream.Write(Capture.AsSpan(0, Capture.Length - 5));
        process.StandardInput.BaseStream.Flush();

        AssertReported(Interrupt(process, "INT"), "10 packets");
    }

    [Fact]
    public void A_compressed_pipe_is_not_waited_for_either()
    {
        using TemporaryFolder folder = new();
        using Process process = Start(folder, "-");
        using MemoryStream begun = new();
        using GZipStream gzip = new(begun, CompressionLevel.Fastest);
        gzip.Write(Capture);
        gzip.Flush();
        process.StandardInput.BaseStream.Write(begun.ToArray());
        process.StandardInput.BaseStream.Flush();

        AssertReported(Interrupt(process, "INT"), "11 packets");
    }

    [Fact]
    public void A_signal_ends_the_waiting_for_a_pipe_that_nobody_writes_to()
    {
        using TemporaryFolder folder = new();
        Tool.Run("mkfifo", folder.Path("pipe"));
        folder.Write("other.pcap", Capture);
        using Process process = Start(folder, "pipe", "other.pcap");

        CommandResult result = Interrupt(process, "TERM");

        AssertReported(result, "pipe", "0 packets · 0 B on the wire · 1 file of 0 B");
        Assert.DoesNotContain("other.pcap", result.Output, StringComparison.Ordinal);
    }

    private static void AssertReported(CommandResult result, params string[] told)
    {
        Assert.Empty(result.Error);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Interrupted: this is what was read until then.", result.Output, StringComparison.Ordinal);
        Assert.All(told, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    private static Process Start(TemporaryFolder folder, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process does is read from /proc");
        ProcessStartInfo start = new(TeardownTraceCommand.Path, ["analyze", .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }

    /// <summary>Signals the program once it has nothing left to do but to wait.</summary>
    private static CommandResult Interrupt(Process process, string signal)
    {
        int looks = 0;
        string before = "";
        Poll.Until(
            () =>
            {
                string doing = Doing(process.Id, out bool waits);
                looks = waits && doing == before ? looks + 1 : 0;
                before = doing;
                return looks == LooksAtSilence;
            },
            () => $"the program waits: {before}");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Tool.Run("kill", $"-{signal}", $"{process.Id}");
        bool isEnded = process.WaitForExit(Poll.Bound);
        if (!isEnded)
            process.Kill();
        Assert.True(isEnded, "the program waits on");
        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>What it has done so far: the processor time and the bytes read so far (proc_pid_stat(5): fields 14 and 15); and whether every thread sleeps.</summary>
    private static string Doing(int process, out bool waits)
    {
        waits = false;
        try
        {
            string[] states = [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(thread => Fields(thread)[0])];
            waits = states.Length > 1 && states.All(state => state == "S");
            string[] fields = Fields($"/proc/{process}");
            return $"{fields[11]} {fields[12]} {File.ReadLines($"/proc/{process}/io").First()} {string.Concat(states)}";
        }
        catch (IOException)
        {
            return "a thread has just ended";
        }
    }

    private static string[] Fields(string folder) => File.ReadAllText(Path.Join(folder, "stat")).Split(") ")[1].Split(' ');
}
