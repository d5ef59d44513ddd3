using System.Net.Sockets;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Two interfaces that are the ends of one line, in a namespace where nobody else sends: what is sent into one comes out of the other.</summary>
internal sealed class VethLine : IDisposable
{
    public const string Near = "near";

    public const string Far = "far";

    private readonly NetworkNamespace _namespace;

    private VethLine()
    {
        _namespace = new NetworkNamespace("line");
        _namespace.DisableIPv6();
        Create();
    }

    /// <summary>Makes a line; skips the test where there can be none, or no libpcap to listen to it.</summary>
    public static VethLine Make()
    {
        NetworkNamespace.Require();
        Tool.RequireLibPcap();
        return new VethLine();
    }

    /// <summary>Makes both interfaces, up.</summary>
    public void Create()
    {
        _namespace.AddVeth(Near, _namespace, Far);
        SetUp(Near);
        SetUp(Far);
        AwaitCarrier();
    }

    /// <summary>Takes both away.</summary>
    public void Delete() => Ip("link", "del", Near);

    public void AddAddress(string name, string address) => _namespace.AddAddress(name, address);

    public void SetUp(string name) => _namespace.SetUp(name);

    public void SetDown(string name) => _namespace.SetDown(name);

    public void AwaitCarrier() => _namespace.AwaitCarrier(Near);

    /// <summary>Runs ip(8) where the line is.</summary>
    public string Ip(params ReadOnlySpan<string> arguments) => _namespace.Ip(arguments);

    /// <summary>Runs a function on a thread where the line is.</summary>
    public T Run<T>(Func<T> function) => _namespace.Run(function);

    /// <summary>Sets a kernel parameter of the namespace.</summary>
    public void Set(string parameter, string value) => _namespace.Set(parameter, value);

    public LiveSource Open(LiveCaptureOptions options) => Run(() => LiveCapture.Open(options));

    /// <summary>The kernel's number of an interface.</summary>
    public int NumberOf(string name) => int.Parse(Ip("-o", "link", "show", name).Split(':')[0]);

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
