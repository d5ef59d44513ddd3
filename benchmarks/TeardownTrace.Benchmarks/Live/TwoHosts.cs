using System.Net;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>
/// Two hosts on one line, each a network namespace of its own. Every address of 10.0.0.0/8 is the client's:
/// <code>
/// client 192.0.2.1, 10.x.x.x  wire ──── wire  192.0.2.2 server
/// </code>
/// </summary>
internal sealed class TwoHosts : IDisposable
{
    /// <summary>The interface, of the same name on both.</summary>
    public const string Device = "wire";

    /// <summary>How many addresses the client can have.</summary>
    public const int MostClientAddresses = (1 << 24) - 2;

    private const string ClientNet = "10.0.0.0/8";
    private const uint FirstClientAddress = 0x0A000001; // 10.0.0.1
    private const string LinkAddress = "192.0.2.1";

    /// <summary>TIME_WAIT of a minute at some ten thousand connections a second; beyond it the kernel would end it early.</summary>
    private const string TimeWaitSockets = "1048576";

    /// <summary>Makes them.</summary>
    /// <exception cref="PlatformNotSupportedException">This system or user makes no namespaces.</exception>
    public TwoHosts()
    {
        if (NetworkNamespace.Obstacle is string obstacle)
            throw new PlatformNotSupportedException(obstacle);
        Client = new NetworkNamespace($"tt-{Environment.ProcessId}-client");
        Server = new NetworkNamespace($"tt-{Environment.ProcessId}-server");
        try
        {
            Client.Execute("ip", "link", "add", Device, "type", "veth", "peer", "name", Device, "netns", Server.Name);
            SetUp(Client, LinkAddress);
            SetUp(Server, $"{ServerAddress}");
            Client.Execute("ip", "route", "add", "local", ClientNet, "dev", "lo");
            Server.Execute("ip", "route", "add", ClientNet, "via", LinkAddress);
            Poll.Until(() => Client.Execute("ip", "-o", "link", "show", Device).Contains("LOWER_UP", StringComparison.Ordinal), () => "a carrier");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The host with many addresses.</summary>
    public NetworkNamespace Client { get; }

    /// <summary>The host with one.</summary>
    public NetworkNamespace Server { get; }

    /// <summary>Its address.</summary>
    public static IPAddress ServerAddress { get; } = IPAddress.Parse("192.0.2.2");

    /// <summary>One of the client's addresses.</summary>
    /// <param name="number">Which, from 0, below <see cref="MostClientAddresses"/>.</param>
    public static IPAddress ClientAddress(int number) => new((uint)IPAddress.HostToNetworkOrder((int)(FirstClientAddress + number)));

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static void SetUp(NetworkNamespace host, string address)
    {
        // Otherwise the interface announces itself.
        host.Set("ipv6/conf/all/disable_ipv6", "1");
        host.Set("ipv4/tcp_max_tw_buckets", TimeWaitSockets);
        // The kernel would remember something of every peer.
        host.Set("ipv4/tcp_no_metrics_save", "1");
        host.Execute("ip", "addr", "add", $"{address}/24", "dev", Device);
        host.Execute("ip", "link", "set", Device, "up");
        host.Execute("ip", "link", "set", "lo", "up");
    }
}
