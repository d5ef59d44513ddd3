using System.Diagnostics;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>tcpdump at the router, from its word that it listens to the last packet it was sent.</summary>
internal sealed class PacketCapture : IDisposable
{
    private const string SnapLength = "128";

    private const string BufferKib = "65536";

    private readonly Process _process;

    public PacketCapture(NetworkNamespace router, string path, string device, string filter = "tcp")
    {
        Path = path;
        _process = Tool.Start(
            "ip", "netns", "exec", router.Name,
            "tcpdump", "-i", device, "-n", "-U", "--immediate-mode", "-s", SnapLength, "-B", BufferKib, "-Z", "root", "-w", path, filter);
        while (_process.StandardError.ReadLine() is { } line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"tcpdump ended before it listened on {device}");
    }

    public string Path { get; }

    /// <summary>Packets that the kernel dropped for want of room, as tcpdump says at its end.</summary>
    public long Dropped { get; private set; }

    /// <summary>Waits until a segment between two ports has been written: everything sent before it then has been, too.</summary>
    public void AwaitSegment(int sourcePort, int destinationPort)
    {
        byte[] ports = [(byte)(sourcePort >> 8), (byte)sourcePort, (byte)(destinationPort >> 8), (byte)destinationPort];
        Poll.Until(() => Read().AsSpan().IndexOf(ports) >= 0, () => $"a segment from {sourcePort} to {destinationPort} in {Path}");
    }

    /// <summary>Ends the capture and waits for the file.</summary>
    public void Stop()
    {
        Tool.Run("kill", "-INT", $"{_process.Id}");
        string farewell = _process.StandardError.ReadToEnd();
        _process.WaitForExit();
        string? dropped = farewell.Split('\n').FirstOrDefault(line => line.Contains("dropped by kernel", StringComparison.Ordinal));
        Dropped = dropped is null ? 0 : long.Parse(dropped.Split(' ')[0]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private byte[] Read()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
