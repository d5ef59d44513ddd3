using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>
/// Connections of real sockets, so many a second, each from the next client address: a request, a response, and an end a while later. One
/// thread plays both sides, so that each socket finds its peer by order.
/// </summary>
/// <param name="hosts">Between which.</param>
/// <param name="rate">Connections a second.</param>
/// <param name="addresses">Client addresses, one after the other; then the first again, with another port.</param>
internal sealed class SteadyTraffic(TwoHosts hosts, int rate, int addresses)
{
    /// <summary>Ports of each client address: a 4-tuple comes again after as many rounds over the addresses.</summary>
    public const int Ports = 50_000;

    private const int FirstPort = 10_000;
    private const int ServerPort = 8080;
    private const int RequestBytes = 100;
    private const int ResponseBytes = 300;
    private const int OpenAtOnce = 500;

    /// <summary>One of so many is reset, by either side in turn; of the others, the sides close first in turn.</summary>
    private const int ResetEvery = 8;

    /// <summary>Nothing is lost on the line; an answer that does not come is a fault of this program.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Queue<(Socket Client, Socket Server)> _open = new();
    private readonly byte[] _buffer = new byte[ResponseBytes];
    private readonly IPEndPoint _server = new(TwoHosts.ServerAddress, ServerPort);
    private long _made;
    private long _ended;

    /// <summary>Connections made so far; any thread.</summary>
    public long Made => Volatile.Read(ref _made);

    /// <summary>How many of them were reset, once all have ended.</summary>
    public long Resets => _ended / ResetEvery;

    /// <summary>Makes connections until it is told to stop, and ends those that are open. Falls behind where the machine is too slow.</summary>
    public void Play(CancellationToken stop) => hosts.Client.Run(() =>
    {
        using Socket listener = hosts.Server.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        listener.Bind(_server);
        listener.Listen();
        long began = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (_made >= Stopwatch.GetElapsedTime(began).TotalSeconds * rate)
            {
                stop.WaitHandle.WaitOne(Tick);
                continue;
            }

            Open(listener);
            if (_open.Count > OpenAtOnce)
                End();
        }

        while (_open.Count > 0)
            End();
        return Made;
    });

    private void Open(Socket listener)
    {
        (long round, long host) = Math.DivRem(_made, addresses);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
            SendTimeout = (int)Patience.TotalMilliseconds,
        };
        client.Bind(new IPEndPoint(ClientAddresses.Of((int)host), FirstPort + (int)((round + host) % Ports)));
        client.Connect(_server);
        Volatile.Write(ref _made, _made + 1);
        Socket server = listener.Accept();
        Send(client, server, RequestBytes);
        Send(server, client, ResponseBytes);
        _open.Enqueue((client, server));
    }

    /// <summary>Ends the one that has been open the longest.</summary>
    private void End()
    {
        (Socket client, Socket server) = _open.Dequeue();
        _ended++;
        bool isReset = _ended % ResetEvery == 0;
        bool isClients = isReset ? _ended / ResetEvery % 2 == 0 : _ended % 2 == 0;
        (Socket first, Socket second) = isClients ? (client, server) : (server, client);
        if (isReset)
            Abort(first, second);
        else
            Close(first, second);
    }

    private static void Close(Socket first, Socket second)
    {
        byte[] nothing = new byte[1];
        first.Shutdown(SocketShutdown.Send);
        second.Receive(nothing);
        second.Dispose();
        first.Receive(nothing);
        first.Dispose();
    }

    private static void Abort(Socket first, Socket second)
    {
        first.LingerState = new LingerOption(enable: true, seconds: 0);
        first.Dispose();
        // Closed before the RST is there, it would send a FIN.
        second.Poll(Patience, SelectMode.SelectRead);
        second.Dispose();
    }

    private void Send(Socket from, Socket to, int bytes)
    {
        from.Send(_buffer.AsSpan(0, bytes));
        for (int received = 0; received < bytes;)
            received += to.Receive(_buffer.AsSpan(received, bytes - received));
    }
}
