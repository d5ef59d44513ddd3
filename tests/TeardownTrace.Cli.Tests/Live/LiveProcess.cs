using System.Diagnostics;
using System.Text;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>The program while it captures, with what it has told so far.</summary>
internal sealed class LiveProcess : IDisposable
{
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
    public static LiveProcess Start(Wire wire, params string[] arguments) => StartWith(wire, [], arguments);

    /// <summary>The same with variables of its environment, each as NAME=VALUE.</summary>
    public static LiveProcess StartWith(Wire wire, string[] variables, params string[] arguments)
    {
        LiveProcess process = StartSilent(wire, ["env", .. variables, TeardownTraceCommand.Path, "live", "-i", Wire.Device, .. arguments]);
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
    public void AwaitError(string text) => AwaitErrors(errors => errors.Contains(text, StringComparison.Ordinal), $"'{text}'");

    /// <summary>Waits until what it has told is as wanted.</summary>
    /// <param name="hold">Says so of all of it.</param>
    /// <param name="what">Is awaited.</param>
    public void AwaitErrors(Func<string, bool> hold, string what)
    {
        Poll.Until(() => _errorsRead.IsCompleted || hold(Errors), () => $"{what} in: {Errors}");
        Assert.True(hold(Errors), $"it ended without {what}: {Errors}");
    }

    /// <summary>Waits until it has told so many more lines of statistics, each of which it writes in another turn of its work.</summary>
    public void AwaitStatistics(int lines)
    {
        int told = Statistics(Errors);
        AwaitErrors(errors => Statistics(errors) >= told + lines, $"{lines} more lines of statistics");
    }

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
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        return new CommandResult(AwaitExit(), output.GetAwaiter().GetResult(), Errors);
    }

    /// <summary>Waits for its end without reading what it writes.</summary>
    public int AwaitExit()
    {
        Assert.True(_process.WaitForExit(Poll.Bound), $"the program did not end within {Poll.Bound.TotalSeconds} s; it told: {Errors}");
        _errorsRead.Wait(Poll.Bound);
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
        _process.WaitForExit(Poll.Bound);
        _process.Dispose();
    }

    private static int Statistics(string errors) => errors.Split('\n').Count(line => line.Contains(" packets/s, ", StringComparison.Ordinal));

    private void ReadErrors()
    {
        while (_process.StandardError.ReadLine() is string line)
        {
            lock (_errors)
                _errors.Append(line).Append('\n');
        }
    }
}
