namespace TeardownTrace.Capture.Tests.Live;

/// <summary>A way to capture from an interface, by name; all pass the same tests.</summary>
internal sealed record LiveBackend(string Name, Func<LiveCaptureOptions, IPacketSource> Open, Action<IPacketSource> Stop)
{
    private static readonly LiveBackend[] Rows =
    [
        new("libpcap", LiveCapture.Open, source => ((LiveSource)source).Stop()),
#if WITH_SHARPPCAP
        new("SharpPcap", SharpPcap.SharpPcapSource.Open, source => ((SharpPcap.SharpPcapSource)source).Stop()),
#endif
    ];

    public static TheoryData<string> Names() => [.. Rows.Select(row => row.Name)];

    public static LiveBackend Of(string name) => Rows.Single(row => row.Name == name);

    /// <summary>Opens an interface of a line, and takes care that it can be stopped.</summary>
    public IPacketSource OpenOn(VethLine line, LiveCaptureOptions options) => line.Run(() => Open(options));
}
