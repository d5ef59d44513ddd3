using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>A client and a server of one scenario: sockets of two kernels, what is lost between them, and what their kernels say.</summary>
internal sealed class Conversation(LabNetwork network, TransitionTrace trace, int clientPort, int serverPort) : IDisposable
{
    private const int SocketLevel = 1; // SOL_SOCKET

    private const int ReuseAddress = 2; // SO_REUSEADDR

    private const int TcpLevel = 6;

    private const int TcpRepair = 19;

    private const int TcpRepairQueue = 20;

    private const int TcpQueueSequence = 21;

    private const int TcpTimestamp = 24;

    private const int SendQueue = 2;

    private const int RepairOffWithoutProbe = -1;

    private readonly List<Socket> _sockets = [];

    public LabNetwork Network { get; } = network;

    public int ClientPort { get; } = clientPort;

    public int ServerPort { get; } = serverPort;

    public Socket Listener { get; private set; } = null!;

    public Socket Client { get; private set; } = null!;

    public Socket Server { get; private set; } = null!;

    /// <summary>The states of both kernels that the scenario came to.</summary>
    public (string Client, string Server) End { get; private set; } = (SocketTable.Closed, SocketTable.Closed);

    public void Listen()
    {
        Listener = NewSocket(Network.Server);
        Listener.Bind(new IPEndPoint(Network.ServerAddress, ServerPort));
        Listener.Listen();
    }

    /// <summary>Connects from the scenario's port.</summary>
    public void Connect()
    {
        Client = NewSocket(Network.Client);
        Client.Bind(new IPEndPoint(Network.ClientAddress, ClientPort));
        Client.Connect(new IPEndPoint(Network.ServerAddress, ServerPort));
    }

    /// <summary>A connection over which a request and a response have gone.</summary>
    public void Open()
    {
        if (Listener is null)
            Listen();
        Connect();
        Server = Listener!.Accept();
        _sockets.Add(Server);
        Send(Client, Server);
        Send(Server, Client);
    }

    public static void Send(Socket from, Socket to)
    {
        byte[] text = "hello"u8.ToArray();
        from.Send(text);
        Receive(to, text.Length);
    }

    public static void Receive(Socket from, int count)
    {
        byte[] buffer = new byte[count];
        for (int received = 0; received < count;)
        {
            int more = from.Receive(buffer, received, count - received, SocketFlags.None);
            Assert.NotEqual(0, more);
            received += more;
        }
    }

    /// <summary>Closes so that the kernel answers with a RST instead of a FIN.</summary>
    public static void Abort(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Closes both sides, the client first; the server when its kernel has acknowledged that.</summary>
    public void CloseClientFirst()
    {
        Client.Shutdown(SocketShutdown.Send);
        Await("FIN_WAIT_2", "CLOSE_WAIT");
        Server.Close();
        Await("TIME_WAIT", "CLOSED");
    }

    public DropRule DropFromClient(Segments segments, int times = 0) =>
        DropRule.Add(Network.Router, ClientPort, ServerPort, segments, times);

    public DropRule DropFromServer(Segments segments, int times = 0) =>
        DropRule.Add(Network.Router, ServerPort, ClientPort, segments, times);

    /// <summary>Waits until both kernels are in these states, and keeps them as the scenario's end.</summary>
    public void Await(string client, string server)
    {
        End = (client, server);
        Poll.Until(() => States() == (client, server), () => $"{ClientPort}: {client}/{server}, but {States()}");
    }

    /// <summary>The same where a kernel gives its end up by itself some seconds later: that it has been in its state, the tracepoint tells as well.</summary>
    public void AwaitPassing(string client, string server)
    {
        End = (client, server);
        Poll.Until(
            () => HasBeen(client, States().Client, ClientTransitions()) && HasBeen(server, States().Server, ServerTransitions()),
            () => $"{ClientPort}: {client}/{server}, but {States()}");
    }

    /// <summary>Waits until the server's kernel has given the connection up, by a timer that shows in no capture.</summary>
    public void AwaitGoneFromServer() =>
        Poll.Until(() => States().Server == SocketTable.Closed, () => $"{ClientPort}: the server's end is {States().Server}");

    public void AwaitGoneFromClient() =>
        Poll.Until(() => States().Client == SocketTable.Closed, () => $"{ClientPort}: the client's end is {States().Client}");

    /// <summary>What the tracepoint told of the client's end, and of the server's.</summary>
    public IReadOnlyList<Transition> ClientTransitions() => trace.Of($"{Network.ClientAddress}", ClientPort, ServerPort);

    public IReadOnlyList<Transition> ServerTransitions() => trace.Of($"{Network.ServerAddress}", ServerPort, ClientPort);

    /// <summary>The client's next sequence number, from its kernel.</summary>
    public uint ClientNext()
    {
        SetOption(TcpRepair, 1);
        SetOption(TcpRepairQueue, SendQueue);
        uint next = GetOption(TcpQueueSequence);
        SetOption(TcpRepair, RepairOffWithoutProbe);
        return next;
    }

    /// <summary>The client's timestamp clock, from its kernel.</summary>
    public uint ClientTimestamp() => GetOption(TcpTimestamp);

    public void SendRaw(RawSegment segment) => segment.Send(Network.Client, Network.ClientAddress, Network.ServerAddress);

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
    }

    private (string Client, string Server) States() => (
        SocketTable.Read(Network.Client).GetValueOrDefault((ClientPort, ServerPort), SocketTable.Closed),
        SocketTable.Read(Network.Server).GetValueOrDefault((ServerPort, ClientPort), SocketTable.Closed));

    private static bool HasBeen(string state, string now, IReadOnlyList<Transition> transitions) =>
        now == state || transitions.Any(transition => transition.To == $"TCP_{state.Replace("WAIT_", "WAIT", StringComparison.Ordinal)}");

    private Socket NewSocket(NetworkNamespace host)
    {
        Socket socket = host.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.SetRawSocketOption(SocketLevel, ReuseAddress, BitConverter.GetBytes(1));
        _sockets.Add(socket);
        return socket;
    }

    private void SetOption(int name, int value) => Client.SetRawSocketOption(TcpLevel, name, BitConverter.GetBytes(value));

    private uint GetOption(int name)
    {
        byte[] value = new byte[sizeof(uint)];
        Client.GetRawSocketOption(TcpLevel, name, value);
        return BinaryPrimitives.ReadUInt32LittleEndian(value);
    }
}
