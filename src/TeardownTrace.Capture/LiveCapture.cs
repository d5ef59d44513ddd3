using TeardownTrace.Capture.Live;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>Capturing from an interface, through the system's libpcap.</summary>
public static class LiveCapture
{
    /// <summary>What is said where libpcap cannot be used.</summary>
    internal const string LibraryMissing = $"capturing needs libpcap 1.9 or later, {LibPcap.InstallAdvice}";

    private static readonly TimeSpan ShortestReadTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestReadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Opens an interface and begins to capture.</summary>
    /// <param name="options">The interface and how it is captured.</param>
    /// <exception cref="CaptureException">There is no such interface, it is down, rights or libpcap are missing, or it cannot do what is asked.</exception>
    /// <exception cref="PacketFilterException">The filter is wrong.</exception>
    public static LiveSource Open(LiveCaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Interface, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Filter, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SnapLength, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SnapLength, LiveCaptureOptions.MaxSnapLength, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BufferBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReadTimeout, ShortestReadTimeout, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ReadTimeout, LongestReadTimeout, nameof(options));
        try
        {
            LiveSession session = LiveSession.TryOpen(options, out LiveRefusal refusal)
                ?? throw new CaptureException(options.Interface, refusal.Advice(options.Interface));
            return new LiveSource(options, session, TimeProvider.System);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new CaptureException(options.Interface, LibraryMissing, exception);
        }
    }
}
