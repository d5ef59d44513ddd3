using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Testing.Network;

/// <summary>A network namespace with a thread inside; what must happen there is handed to that thread.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private static readonly Lazy<string?> FoundObstacle = new(FindObstacle);

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NetworkNamespace(string name)
    {
        Name = name;
        Tool.Run("ip", "netns", "add", name);
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Why no namespace can be made here; null where one can.</summary>
    public static string? Obstacle => FoundObstacle.Value;

    public string Name { get; }

    /// <summary>Runs a program inside.</summary>
    public string Execute(params ReadOnlySpan<string> command) => Tool.Run("ip", ["netns", "exec", Name, .. command]);

    /// <summary>Sets a kernel parameter of this namespace, such as <c>ipv4/tcp_fin_timeout</c>.</summary>
    public void Set(string parameter, string value) => Run(() =>
    {
        File.WriteAllText($"/proc/sys/net/{parameter}", value);
        return true;
    });

    /// <summary>Runs a function on the thread inside and returns what it returned.</summary>
    public T Run<T>(Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                result = function();
            }
#pragma warning disable CA1031 // Whatever it was belongs to the caller's thread, where it is thrown again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        Tool.Run("ip", "netns", "del", Name);
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return "network namespaces need root on Linux";
        if (!Tool.IsInstalled("ip"))
            return "ip is not installed";
        try
        {
            new NetworkNamespace($"tt-{Environment.ProcessId}-probe").Dispose();
            return null;
        }
        catch (InvalidOperationException refusal)
        {
            return $"no network namespace can be made here: {refusal.Message}";
        }
    }

    private void Work()
    {
        using (SafeFileHandle handle = File.OpenHandle($"/run/netns/{Name}"))
            LibC.EnterNetworkNamespace(handle);
        foreach (Action action in _work.GetConsumingEnumerable())
            action();
    }
}
