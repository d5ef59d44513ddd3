using System.Diagnostics;
using System.Globalization;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>A program that captures in a namespace, from its word that it listens to its end, and what the kernel says of it meanwhile.</summary>
internal sealed class CaptureProgram : IDisposable
{
    private const string Listens = "listening on";
    private const int UserTimeField = 11; // of /proc/PID/stat behind the name: utime is field 14, stime the next
    private const double TicksPerSecond = 100; // USER_HZ, on every Linux

    /// <summary>At its end a program may have a table of a million connections to write.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _errorsRead;
    private readonly List<string> _errors = [];

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="host">Where.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="RefusalException">It ended instead.</exception>
    public CaptureProgram(NetworkNamespace host, params ReadOnlySpan<string> command)
    {
        // ip becomes the program that it starts, so that the process is the program's.
        _process = Tool.Start("ip", ["netns", "exec", host.Name, .. command]);
        _output = _process.StandardOutput.ReadToEndAsync();
        _errorsRead = Task.Run(ReadErrors);
        string name = command[0];
        Poll.Until(() => _errorsRead.IsCompleted || LastErrorWith(Listens) is not null, () => $"{name} to listen");
        if (_errorsRead.IsCompleted)
            throw new RefusalException($"{name} does not capture: {string.Join(" / ", Errors)}");
    }

    /// <summary>Its lines on standard error so far.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Its resident memory, KiB.</summary>
    public long ResidentKibibytes => Status("VmRSS");

    /// <summary>The most resident memory it ever had, KiB.</summary>
    public long PeakKibibytes => Status("VmHWM");

    /// <summary>Time of processors that it has used, in its own code and in the kernel, seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            string[] fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[^1].Split(' ');
            return (Number(fields[UserTimeField]) + Number(fields[UserTimeField + 1])) / TicksPerSecond;
        }
    }

    /// <summary>Packets that came and went through the interface where it runs.</summary>
    public long InterfacePackets
    {
        get
        {
            string counters = File.ReadLines($"/proc/{_process.Id}/net/dev").Select(line => line.Trim()).First(line => line.StartsWith($"{TwoHosts.Device}:", StringComparison.Ordinal));
            string[] fields = counters[(TwoHosts.Device.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return Number(fields[1]) + Number(fields[9]); // packets received and sent
        }
    }

    /// <summary>The last line on standard error that holds a word; null where none did.</summary>
    public string? LastErrorWith(string word)
    {
        lock (_errors)
            return _errors.FindLast(line => line.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Asks it to stop, and waits for its end. Not as Ctrl-C does, which a shell has its background jobs ignore.</summary>
    /// <returns>Its exit code, and all that it told on standard output and standard error.</returns>
    /// <exception cref="TimeoutException">It does not end; it is ended.</exception>
    public (int ExitCode, string Told) Stop()
    {
        if (IsRunning)
            Tool.Run("kill", "-TERM", $"{_process.Id}");
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            throw new TimeoutException($"{_process.ProcessName} did not end within {Patience.TotalMinutes} minutes");
        }

        _errorsRead.Wait(Patience);
        return (_process.ExitCode, string.Join('\n', [_output.GetAwaiter().GetResult(), .. Errors]));
    }

    public void Dispose()
    {
        if (IsRunning)
            _process.Kill();
        _process.Dispose();
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private long Status(string name) => Number(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);

    private void ReadErrors()
    {
        while (_process.StandardError.ReadLine() is string line)
        {
            lock (_errors)
                _errors.Add(line);
        }
    }
}
