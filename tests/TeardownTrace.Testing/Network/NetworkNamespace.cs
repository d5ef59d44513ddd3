using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace TeardownTrace.Testing.Network;

/// <summary>A network namespace with a thread inside; what must happen there is handed to that thread.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private static readonly Lazy<string?> FoundObstacle = new(FindObstacle);

    private static int _count;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Makes one.</summary>
    /// <param name="role">What it is, for who lists them: its name ends so.</param>
    public NetworkNamespace(string role)
    {
        Name = $"tt-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}-{role}";
        Tool.Run("ip", "netns", "add", Name);
        _thread = new Thread(Work) { IsBackground = true, Name = Name };
        _thread.Start();
    }

    /// <summary>Why no namespace can be made here; null where one can.</summary>
    public static string? Obstacle => FoundObstacle.Value;

    public string Name { get; }

    /// <summary>Skips the test where none can be made.</summary>
    public static void Require() => Assert.SkipUnless(Obstacle is null, Obstacle ?? "");

    /// <summary>Runs a program inside.</summary>
    public string Execute(params ReadOnlySpan<string> command) => Tool.Run("ip", ["netns", "exec", Name, .. command]);

    /// <summary>Runs ip(8) on what is inside.</summary>
    public string Ip(params ReadOnlySpan<string> arguments) => Tool.Run("ip", ["-n", Name, .. arguments]);

    /// <summary>Makes a veth pair: what is sent into one of its interfaces comes out of the other.</summary>
    /// <param name="device">The one, inside.</param>
    /// <param name="peer">Where the other is, which may be here, too.</param>
    /// <param name="peerDevice">The other.</param>
    public void AddVeth(string device, NetworkNamespace peer, string peerDevice) =>
        Ip("link", "add", device, "type", "veth", "peer", "name", peerDevice, "netns", peer.Name);

    /// <summary>Gives an interface an address, with the length of its network: 10.1.2.3/24.</summary>
    public void AddAddress(string device, string address) => Ip("addr", "add", address, "dev", device);

    public void SetUp(string device) => Ip("link", "set", device, "up");

    public void SetDown(string device) => Ip("link", "set", device, "down");

    /// <summary>Waits until what is sent into an interface arrives: the kernel notices a carrier a while after both ends are up.</summary>
    public void AwaitCarrier(string device) =>
        Poll.Until(() => Ip("-o", "link", "show", device).Contains("LOWER_UP", StringComparison.Ordinal), () => $"a carrier on {device}");

    /// <summary>Keeps interfaces from announcing themselves when they come up, those that are made later, too.</summary>
    public void DisableIPv6() => Set("ipv6/conf/all/disable_ipv6", "1");

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
            new NetworkNamespace("probe").Dispose();
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
