using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>A collector on the loopback interface: takes requests over HTTP, answers each with one status, keeps what was posted.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener;
    private readonly BlockingCollection<(string Head, byte[] Body)> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly string _status;
    private readonly Task _serving;

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
        _serving = Serve();
    }

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Waits for the next request: its request line and headers, and its body.</summary>
    internal (string Head, byte[] Body) Next()
    {
        Assert.True(_requests.TryTake(out (string Head, byte[] Body) request, Patience), "nothing was posted");
        return request;
    }

    /// <summary>Requests that nobody has waited for.</summary>
    internal bool TryNext(out (string Head, byte[] Body) request) => _requests.TryTake(out request);

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait(Patience);
        _listener.Dispose();
        _requests.Dispose();
        _stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await Answer(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        var bytes = new List<byte>();
        byte[] buffer = new byte[64 * 1024];
        int headLength = -1;
        while (headLength < 0)
        {
            bytes.AddRange(buffer.AsSpan(0, await ReadSome(stream, buffer)));
            headLength = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }

        string head = Encoding.Latin1.GetString([.. bytes], 0, headLength);
        string lengthField = head.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        int end = headLength + 4 + int.Parse(lengthField.AsSpan("Content-Length:".Length));
        while (bytes.Count < end)
            bytes.AddRange(buffer.AsSpan(0, await ReadSome(stream, buffer)));
        _requests.Add((head, [.. bytes.Skip(headLength + 4)]));
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {_status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    private async Task<int> ReadSome(NetworkStream stream, byte[] buffer)
    {
        int read = await stream.ReadAsync(buffer, _stop.Token);
        return read > 0 ? read : throw new IOException("closed before its request was whole");
    }
}
