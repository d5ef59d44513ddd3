using System.Diagnostics;

namespace TeardownTrace.Laboratory.Tests.Kernel;

/// <summary>The tracepoint sock:inet_sock_set_state, in an instance of its own: every transition of full sockets, as the kernel makes it.</summary>
internal sealed class TransitionTrace : IDisposable
{
    private const string Event = "events/sock/inet_sock_set_state";

    private const string Mark = "everything before has been read ";

    private readonly List<Transition> _seen = [];
    private readonly string _mount;
    private readonly string _instance;
    private readonly Process _reader;
    private readonly Thread _thread;
    private int _marksWritten;
    private volatile int _marksRead;

    /// <param name="lowestPort">Only sockets with a port from here ...</param>
    /// <param name="highestPort">... to here are traced.</param>
    public TransitionTrace(int lowestPort, int highestPort)
    {
        // A folder of its own that nothing deletes with what is in it: behind a mount that stayed are the traces of the whole machine.
        _mount = Directory.CreateTempSubdirectory("teardowntrace-tracing-").FullName;
        Tool.Run("mount", "-t", "tracefs", "nodev", _mount);
        _instance = Path.Combine(_mount, "instances", $"tt-{Environment.ProcessId}-{lowestPort}");
        Directory.CreateDirectory(_instance);
        Write("buffer_size_kb", "8192");
        Write($"{Event}/filter", $"(sport >= {lowestPort} && sport <= {highestPort}) || (dport >= {lowestPort} && dport <= {highestPort})");
        Write($"{Event}/enable", "1");
        _reader = Tool.Start("cat", Path.Combine(_instance, "trace_pipe"));
        _thread = new Thread(Read) { IsBackground = true, Name = "trace_pipe" };
        _thread.Start();
    }

    /// <summary>What one end of a connection went through so far.</summary>
    public IReadOnlyList<Transition> Of(string address, int localPort, int remotePort)
    {
        lock (_seen)
            return [.. _seen.Where(each => each.Address == address && each.LocalPort == localPort && each.RemotePort == remotePort)];
    }

    /// <summary>Waits until everything that has happened until now has been read.</summary>
    public void CatchUp()
    {
        int mark = Interlocked.Increment(ref _marksWritten);
        Write("trace_marker", $"{Mark}{mark}\n");
        Poll.Until(() => _marksRead >= mark, () => $"mark {mark} in the trace; {_marksRead} was the last");
    }

    public void Dispose()
    {
        _reader.Kill();
        _thread.Join();
        _reader.WaitForExit();
        _reader.Dispose();
        Write($"{Event}/enable", "0");
        Tool.Run("rmdir", _instance);
        Tool.Run("umount", _mount);
        Directory.Delete(_mount);
    }

    private void Write(string file, string value) => File.WriteAllText(Path.Combine(_instance, file), value);

    private void Read()
    {
        while (_reader.StandardOutput.ReadLine() is { } line)
        {
            int mark = line.IndexOf(Mark, StringComparison.Ordinal);
            if (mark >= 0)
                _marksRead = int.Parse(line.AsSpan(mark + Mark.Length));
            if (!line.Contains("inet_sock_set_state:", StringComparison.Ordinal))
                continue;
            var transition = new Transition(
                Field(line, " saddr="), int.Parse(Field(line, " sport=")), int.Parse(Field(line, " dport=")), Field(line, " oldstate="), Field(line, " newstate="));
            lock (_seen)
                _seen.Add(transition);
        }
    }

    private static string Field(string line, string name)
    {
        int begin = line.IndexOf(name, StringComparison.Ordinal) + name.Length;
        int end = line.IndexOf(' ', begin);
        return end < 0 ? line[begin..] : line[begin..end];
    }
}
