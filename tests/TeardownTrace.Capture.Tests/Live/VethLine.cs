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

    private VethLine()
    {
        _namespace = new NetworkNamespace($"tt-{Environment.ProcessId}-line-{Interlocked.Increment(ref _count)}");
        // Otherwise each interface that comes up announces itself.
        Set("ipv6/conf/all/disable_ipv6", "1");
        Set("ipv6/conf/default/disable_ipv6", "1");
        Create();
    }

    /// <summary>Makes a line; skips the test where there can be none, or no libpcap to listen to it.</summary>
    public static VethLine Make()
    {
        Assert.SkipUnless(NetworkNamespace.Obstacle is null, NetworkNamespace.Obstacle ?? "");
        RequireLibPcap();
        return new VethLine();
    }

    /// <summary>Skips the test where libpcap is missing.</summary>
    public static void RequireLibPcap()
    {
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
        SetUp(Near);
        SetUp(Far);
        AwaitCarrier();
    }

    /// <summary>Takes both away.</summary>
    public void Delete() => Execute("ip", "link", "del", Near);

    public void SetUp(string name) => Execute("ip", "link", "set", name, "up");

    public void SetDown(string name) => Execute("ip", "link", "set", name, "down");

    /// <summary>Waits until what is sent arrives: the kernel notices a carrier a while after both ends are up.</summary>
    public void AwaitCarrier() =>
        Poll.Until(() => Execute("ip", "-o", "link", "show", Near).Contains("LOWER_UP", StringComparison.Ordinal), () => "a carrier");

    /// <summary>Runs a program where the line is.</summary>
    public string Execute(params ReadOnlySpan<string> command) => _namespace.Execute(command);

    /// <summary>Runs a function on a thread where the line is.</summary>
    public T Run<T>(Func<T> function) => _namespace.Run(function);

    /// <summary>Sets a kernel parameter of the namespace.</summary>
    public void Set(string parameter, string value) => _namespace.Set(parameter, value);

    public LiveSource Open(LiveCaptureOptions options) => Run(() => LiveCapture.Open(options));

    /// <summary>The kernel's number of an interface.</summary>
    public int NumberOf(string name) => int.Parse(Execute("ip", "-o", "link", "show", name).Split(':')[0]);

    /// <summary>Sends frames into an interface, one after the other.</summary>
    public void Send(string from, params IReadOnlyList<byte[]> frames)
    {
        using Socket socket = Socket(from);
        foreach (byte[] frame in frames)
            Assert.Equal(frame.Length, socket.Send(frame));
    }

    /// <summary>Sends a frame into an interface again and again, about a thousand times a second.</summary>
    public void SendUntil(string from, byte[] frame, CancellationToken isOver)
    {
        using Socket socket = Socket(from);
        while (!isOver.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1)))
            Assert.Equal(frame.Length, socket.Send(frame));
    }

    public void Dispose() => _namespace.Dispose();

    private Socket Socket(string from)
    {
        Socket socket = Run(() => new Socket(AddressFamily.Packet, SocketType.Raw, 0));
        socket.Bind(new LinkEndPoint(NumberOf(from)));
        return socket;
    }
}
