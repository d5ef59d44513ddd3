using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>A network namespace with a thread inside; what must happen there is handed to that thread.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NetworkNamespace(string name)
    {
        Name = name;
        Tool.Run("ip", "netns", "add", name);
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

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

    private void Work()
    {
        using (SafeFileHandle handle = File.OpenHandle($"/run/netns/{Name}"))
            LibC.EnterNetworkNamespace(handle);
        foreach (Action action in _work.GetConsumingEnumerable())
            action();
    }
}
