using System.Net;
using System.Net.Sockets;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>Two hosts on one line, with our program on the client's end of it, a server that listens, and their conversations.</summary>
internal sealed class Wire : IDisposable
{
    public const string Device = TwoHosts.Device;

    /// <summary>Where the server listens.</summary>
    public const int Port = 8080;

    /// <summary>Where nobody listens.</summary>
    public const int ClosedPort = 9;

    private readonly TwoHosts _hosts = new();
    private readonly Socket _listener;

    private Wire()
    {
        _listener = _hosts.Server.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _listener.Bind(new IPEndPoint(TwoHosts.ServerAddress, Port));
        _listener.Listen(1024);
    }

    /// <summary>The host that our program runs on.</summary>
    public NetworkNamespace Client => _hosts.Client;

    /// <summary>Makes a wire; skips the test where there can be none, or no libpcap to listen to it.</summary>
    public static Wire Make(params ReadOnlySpan<string> tools)
    {
        NetworkNamespace.Require();
        foreach (string tool in tools)
            Tool.Require(tool);
        Tool.RequireLibPcap();
        return new Wire();
    }

    /// <summary>A connection that is established.</summary>
    public (Socket Client, Socket Server) Connect()
    {
        Socket client = Client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Connect(TwoHosts.ServerAddress, Port);
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
        Assert.Throws<SocketException>(() => client.Connect(TwoHosts.ServerAddress, ClosedPort));
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

    public void TakeDown() => Client.SetDown(Device);

    public void BringUp()
    {
        Client.SetUp(Device);
        Client.AwaitCarrier(Device);
    }

    /// <summary>Sends datagrams that nobody takes, to fill the capture's buffer.</summary>
    public void Flood(int datagrams, int length)
    {
        using Socket socket = Client.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        byte[] datagram = new byte[length];
        for (int i = 0; i < datagrams; i++)
            socket.SendTo(datagram, new IPEndPoint(TwoHosts.ServerAddress, ClosedPort));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _hosts.Dispose();
    }
}
