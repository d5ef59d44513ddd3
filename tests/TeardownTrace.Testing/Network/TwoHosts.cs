using System.Net;

namespace TeardownTrace.Testing.Network;

/// <summary>
/// Two hosts on one line, each a network namespace of its own:
/// <code>
/// client 192.0.2.1 wire ──── wire 192.0.2.2 server
/// </code>
/// </summary>
public sealed class TwoHosts : IDisposable
{
    /// <summary>The interface, of the same name on both.</summary>
    public const string Device = "wire";

    public static readonly IPAddress ClientAddress = IPAddress.Parse("192.0.2.1");
    public static readonly IPAddress ServerAddress = IPAddress.Parse("192.0.2.2");

    /// <summary>Makes them.</summary>
    /// <exception cref="PlatformNotSupportedException">This system or user makes no namespaces.</exception>
    public TwoHosts()
    {
        if (NetworkNamespace.Obstacle is string obstacle)
            throw new PlatformNotSupportedException(obstacle);
        Client = new NetworkNamespace("client");
        Server = new NetworkNamespace("server");
        try
        {
            Client.AddVeth(Device, Server, Device);
            SetUp(Client, ClientAddress);
            SetUp(Server, ServerAddress);
            Client.AwaitCarrier(Device);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkNamespace Client { get; }

    public NetworkNamespace Server { get; }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static void SetUp(NetworkNamespace host, IPAddress address)
    {
        host.DisableIPv6();
        host.AddAddress(Device, $"{address}/24");
        host.SetUp(Device);
        host.SetUp("lo");
    }
}
