using System.Net;
using System.Net.Sockets;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>
/// Two hosts on one line, each a network namespace of its own, with our program on the client's end of it:
/// <code>
/// client 10.77.0.1 wire ──── wire 10.77.0.2 server
/// </code>
/// </summary>
internal sealed class Wire : IDisposable
{
    public const string Device = "wire";

    /// <summary>Where the server listens.</summary>
    public const int Port = 8080;

    /// <summary>Where nobody listens.</summary>
    public const int ClosedPort = 9;

    private static readonly IPAddress ClientAddress = IPAddress.Parse("10.77.0.1");
    private static readonly IPAddress ServerAddress = IPAddress.Parse("10.77.0.2");

    private static int _count;

    private readonly NetworkNamespace _server;
    private readonly Socket _listener;

    private Wire()
    {
        string prefix = $"tt-{Environment.ProcessId}-wire-{Interlocked.Increment(ref _count)}";
        Client = new NetworkNamespace($"{prefix}-c");
        _server = new NetworkNamespace($"{prefix}-s");
        Client.Execute("ip", "link", "add", Device, "type", "veth", "peer", "name", Device, "netns", _server.Name);
        SetUp(Client, ClientAddress);
        SetUp(_server, ServerAddress);
        AwaitCarrier();
        _listener = _server.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _listener.Bind(new IPEndPoint(ServerAddress, Port));
        _listener.Listen(1024);
    }

    /// <summary>The host that our program runs on.</summary>
    public NetworkNamespace Client { get; }

    /// <summary>Makes a wire; skips the test where there can be none, or no libpcap to listen to it.</summary>
    public static Wire Make(params ReadOnlySpan<string> tools)
    {
        Assert.SkipUnless(NetworkNamespace.Obstacle is null, NetworkNamespace.Obstacle ?? "");
        foreach (string tool in tools)
            Tool.Require(tool);
        CommandResult filtered = TeardownTraceCommand.Run(["analyze", "-", "-f", "tcp"], []);
        Assert.SkipWhen(filtered.Error.Contains("need libpcap", StringComparison.Ordinal), "libpcap is not installed");
        return new Wire();
    }

    /// <summary>A connection that is established.</summary>
    public (Socket Client, Socket Server) Connect()
    {
        Socket client = Client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Connect(ServerAddress, Port);
        return (client, _listener.Accept());
    }

    /// <summary>A connection that the client closes first.</summary>
    public void Converse()
    {
        (Socket client, Socket server) = Connect();
        CloseFirst(client, server);
    }

    /// <summary>Tries a port where nobody listens.</summary>
    public void BeRefused()
    {
        using Socket client = Client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        Assert.Throws<SocketException>(() => client.Connect(ServerAddress, ClosedPort));
    }

    /// <summary>Closes one end, and the other when it has learnt so.</summary>
    public static void CloseFirst(Socket first, Socket second)
    {
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, second.Receive(new byte[1]));
        second.Dispose();
        Assert.Equal(0, first.Receive(new byte[1]));
        first.Dispose();
    }

    /// <summary>Cuts the connection: SO_LINGER with a time of 0.</summary>
    public static void Abort(Socket first, Socket second)
    {
        first.LingerState = new LingerOption(enable: true, seconds: 0);
        first.Dispose();
        Assert.Throws<SocketException>(() => second.Receive(new byte[1]));
        second.Dispose();
    }

    public void TakeDown() => Client.Execute("ip", "link", "set", Device, "down");

    public void BringUp()
    {
        Client.Execute("ip", "link", "set", Device, "up");
        AwaitCarrier();
    }

    /// <summary>Sends datagrams that nobody takes, to fill the capture's buffer.</summary>
    public void Flood(int datagrams, int length)
    {
        using Socket socket = Client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        byte[] datagram = new byte[length];
        for (int i = 0; i < datagrams; i++)
            socket.SendTo(datagram, new IPEndPoint(ServerAddress, ClosedPort));
    }

    public void Dispose()
    {
        _listener.Dispose();
        Client.Dispose();
        _server.Dispose();
    }

    private static void SetUp(NetworkNamespace host, IPAddress address)
    {
        // Otherwise the interface announces itself.
        host.Set("ipv6/conf/all/disable_ipv6", "1");
        host.Execute("ip", "addr", "add", $"{address}/24", "dev", Device);
        host.Execute("ip", "link", "set", Device, "up");
    }

    private void AwaitCarrier() =>
        Poll.Until(() => Client.Execute("ip", "-o", "link", "show", Device).Contains("LOWER_UP", StringComparison.Ordinal), () => "a carrier");
}
