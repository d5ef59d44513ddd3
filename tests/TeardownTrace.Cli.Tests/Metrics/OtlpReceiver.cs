using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>
/// A collector on the loopback interface: takes requests over HTTP, answers each with one status, keeps what was posted. On a thread of its own, as the
/// pool's may all be waiting in tests that run beside.
/// </summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly TcpListener _listener;
    private readonly BlockingCollection<(string Head, byte[] Body)> _requests = [];
    private readonly string _status;
    private readonly Thread _serving;
    private volatile bool _isStopped;

    internal OtlpReceiver(string status = "200 OK")
        : this(new TcpListener(IPAddress.Loopback, 0), status)
    {
    }

    /// <summary>Listens where a socket was made, such as in another network namespace.</summary>
    internal OtlpReceiver(TcpListener listener, string status = "200 OK")
    {
        _listener = listener;
        _status = status;
        _listener.Start();
        _serving = new Thread(Serve) { IsBackground = true, Name = "collector" };
        _serving.Start();
    }

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Waits for the next request: its request line and headers, and its body.</summary>
    internal (string Head, byte[] Body) Next()
    {
        Assert.True(_requests.TryTake(out (string Head, byte[] Body) request, Poll.Bound), $"nothing was posted within {Poll.Bound.TotalSeconds} s");
        return request;
    }

    /// <summary>Requests that nobody has waited for.</summary>
    internal bool TryNext(out (string Head, byte[] Body) request) => _requests.TryTake(out request);

    public void Dispose()
    {
        _isStopped = true;
        _listener.Dispose();
        _serving.Join(Poll.Bound);
        _requests.Dispose();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient client = _listener.AcceptTcpClient();
                TryAnswer(client.GetStream());
            }
        }
        catch (Exception exception) when (_isStopped && exception is (SocketException or InvalidOperationException))
        {
            // No more requests are wanted.
        }
    }

    private void TryAnswer(NetworkStream stream)
    {
        try
        {
            Answer(stream);
        }
        catch (IOException)
        {
            // Who sends has given up, and tells it.
        }
    }

    private void Answer(NetworkStream stream)
    {
        var bytes = new List<byte>();
        byte[] buffer = new byte[64 * 1024];
        int headLength = -1;
        while (headLength < 0)
        {
            bytes.AddRange(buffer.AsSpan(0, ReadSome(stream, buffer)));
            headLength = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }

        string head = Encoding.Latin1.GetString([.. bytes], 0, headLength);
        string lengthField = head.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        int end = headLength + 4 + int.Parse(lengthField.AsSpan("Content-Length:".Length));
        while (bytes.Count < end)
            bytes.AddRange(buffer.AsSpan(0, ReadSome(stream, buffer)));
        _requests.Add((head, [.. bytes.Skip(headLength + 4)]));
        stream.Write(Encoding.Latin1.GetBytes($"HTTP/1.1 {_status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    private static int ReadSome(NetworkStream stream, byte[] buffer)
    {
        int read = stream.Read(buffer);
        return read > 0 ? read : throw new IOException("closed before its request was whole");
    }
}
