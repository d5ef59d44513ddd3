using System.Net;
using TeardownTrace.Testing;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>
/// Two hosts and a router between them, each a network namespace of its own:
/// <code>
/// client 10.x.1.10 ── toA [router] toB ── 10.x.2.20 server
/// </code>
/// A segment dropped by the router was captured where it came in and not where it would have gone out: one drop shows
/// both a loss after the vantage and a loss before it.
/// </summary>
internal sealed class LabNetwork : IDisposable
{
    public const string TowardClient = "toA";

    public const string TowardServer = "toB";

    public const string Everywhere = "any";

    private const string Tracing = "/sys/kernel/tracing";

    /// <summary>Where captures are made.</summary>
    public static readonly IReadOnlyList<string> Vantages = [TowardClient, TowardServer, Everywhere];

    private static int _count;

    private readonly string _net;
    private readonly TemporaryFolder _folder = new();

    public LabNetwork()
    {
        int number = Interlocked.Increment(ref _count);
        _net = $"10.{128 + ((Environment.ProcessId + (number * 37)) & 0x7F)}";
        ClientAddress = IPAddress.Parse($"{_net}.1.10");
        ServerAddress = IPAddress.Parse($"{_net}.2.20");
        Client = new NetworkNamespace("client");
        Router = new NetworkNamespace("router");
        Server = new NetworkNamespace("server");
        try
        {
            Connect(Client, TowardClient, ClientAddress, $"{_net}.1.1");
            Connect(Server, TowardServer, ServerAddress, $"{_net}.2.1");
            Router.Set("ipv4/ip_forward", "1");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkNamespace Client { get; }

    public NetworkNamespace Router { get; }

    public NetworkNamespace Server { get; }

    public IPAddress ClientAddress { get; }

    public IPAddress ServerAddress { get; }

    /// <summary>Where captures go.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Skips the test where no such network can be made, or a tool is missing.</summary>
    public static void Require(params ReadOnlySpan<string> tools)
    {
        NetworkNamespace.Require();
        Assert.SkipUnless(Directory.Exists(Tracing), "this kernel has no tracepoints");
        foreach (string tool in tools)
            Tool.Require(tool);
    }

    public PacketCapture Capture(string device, string name, string filter = "tcp") =>
        new(Router, _folder.Path($"{name}.pcap"), device, filter);

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Router.Dispose();
        _folder.Dispose();
    }

    private void Connect(NetworkNamespace host, string device, IPAddress address, string gateway)
    {
        const string Eth0 = "eth0";
        Router.AddVeth(device, host, Eth0);
        Router.AddAddress(device, $"{gateway}/24");
        Router.SetUp(device);
        host.AddAddress(Eth0, $"{address}/24");
        host.SetUp(Eth0);
        host.SetUp("lo");
        host.Ip("route", "add", "default", "via", gateway);
    }
}
