using System.Net.Sockets;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Two interfaces that are the ends of one line, in a namespace where nobody else sends: what is sent into one comes out of the other.</summary>
internal sealed class VethLine : IDisposable
{
    public const string Near = "near";

    public const string Far = "far";

    private static int _count;

    private readonly NetworkNamespace _namespace;

    public VethLine()
    {
        _namespace = new NetworkNamespace($"tt-{Environment.ProcessId}-line-{Interlocked.Increment(ref _count)}");
        // Otherwise each interface that comes up announces itself.
        _namespace.Set("ipv6/conf/all/disable_ipv6", "1");
        _namespace.Set("ipv6/conf/default/disable_ipv6", "1");
        Create();
    }

    /// <summary>Skips the test where there can be no such line, or no libpcap to listen to it.</summary>
    public static void Require()
    {
        Assert.SkipUnless(NetworkNamespace.Obstacle is null, NetworkNamespace.Obstacle ?? "");
        try
        {
            PacketFilter.Compile(string.Empty).Dispose();
        }
        catch (PacketFilterException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    /// <summary>Makes both interfaces, up.</summary>
    public void Create()
    {
        Execute("ip", "link", "add", Near, "type", "veth", "peer", "name", Far);
        Execute("ip", "link", "set", Near, "up");
        Execute("ip", "link", "set", Far, "up");
    }

    /// <summary>Runs a program where the line is.</summary>
    public string Execute(params ReadOnlySpan<string> command) => _namespace.Execute(command);

    /// <summary>Runs a function on a thread where the line is.</summary>
    public T Run<T>(Func<T> function) => _namespace.Run(function);

    public LiveSource Open(LiveCaptureOptions options) => Run(() => LiveCapture.Open(options));

    /// <summary>Sends frames into an interface, one after the other.</summary>
    public void Send(string from, params IReadOnlyList<byte[]> frames)
    {
        int number = int.Parse(Execute("ip", "-o", "link", "show", from).Split(':')[0]);
        using Socket socket = Run(() => new Socket(AddressFamily.Packet, SocketType.Raw, 0));
        socket.Bind(new LinkEndPoint(number));
        foreach (byte[] frame in frames)
            Assert.Equal(frame.Length, socket.Send(frame));
    }

    public void Dispose() => _namespace.Dispose();
}
