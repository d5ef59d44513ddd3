using System.Diagnostics;
using System.Text;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>The program while it captures, with what it has told so far.</summary>
internal sealed class LiveProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _errorsRead;

    private LiveProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errorsRead = Task.Run(ReadErrors);
    }

    /// <summary>What it has told on standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Standard output, for tests that read it themselves.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts <c>live</c> on the client's end of a wire, and waits until it listens there.</summary>
    public static LiveProcess Start(Wire wire, params string[] arguments)
    {
        LiveProcess process = StartSilent(wire, [TeardownTraceCommand.Path, "live", "-i", Wire.Device, .. arguments]);
        process.AwaitError($"listening on {Wire.Device}");
        return process;
    }

    /// <summary>Starts a command there without waiting.</summary>
    public static LiveProcess StartSilent(Wire wire, params string[] command)
    {
        ProcessStartInfo start = new("ip", ["netns", "exec", wire.Client.Name, .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment.Remove("NO_COLOR");
        return new LiveProcess(start);
    }

    /// <summary>Waits until it has told something.</summary>
    public void AwaitError(string text) =>
        Poll.Until(() => _process.HasExited || Errors.Contains(text, StringComparison.Ordinal), () => $"'{text}' among: {Errors}");

    public void Signal(string name) => Tool.Run("kill", $"-{name}", $"{_process.Id}");

    /// <summary>The same while it lives.</summary>
    /// <returns>False when it has ended.</returns>
    public bool TrySignal(string name)
    {
        if (_process.HasExited)
            return false;
        using Process kill = Tool.Start("kill", $"-{name}", $"{_process.Id}");
        kill.WaitForExit();
        return true;
    }

    /// <summary>Whether the kernel has stopped it (SIGSTOP).</summary>
    public bool IsStopped => File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1][0] == 'T';

    /// <summary>Waits for its end.</summary>
    public CommandResult Await()
    {
        string output = _process.StandardOutput.ReadToEnd();
        return new CommandResult(AwaitExit(), output, Errors);
    }

    /// <summary>Waits for its end without reading what it writes.</summary>
    public int AwaitExit()
    {
        Assert.True(_process.WaitForExit(Patience), $"the program did not end; it told: {Errors}");
        _errorsRead.Wait(Patience);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, and waits for its end.</summary>
    public CommandResult Stop()
    {
        Signal("INT");
        return Await();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void ReadErrors()
    {
        while (_process.StandardError.ReadLine() is string line)
        {
            lock (_errors)
                _errors.Append(line).Append('\n');
        }
    }
}
