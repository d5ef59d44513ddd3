using System.Diagnostics;
using System.Globalization;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli;

/// <summary>One line on the terminal that tells how far the reading is; it is taken away at the end.</summary>
internal sealed class ProgressLine
{
    private const int BarWidth = 24;
    private const int RedrawsPerSecond = 8;
    private const string TakeAway = "\r\u001b[K";

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _drawn;
    private bool _isShown;

    internal ProgressLine() => _drawn = _started;

    internal void Update(CaptureProgress progress, long packets)
    {
        long now = Stopwatch.GetTimestamp();
        if (now - _drawn < Stopwatch.Frequency / RedrawsPerSecond)
            return;

        _drawn = now;
        _isShown = true;
        StandardError.Write(TakeAway + Line(progress, packets, Stopwatch.GetElapsedTime(_started, now)));
    }

    internal void Clear()
    {
        if (_isShown)
            StandardError.Write(TakeAway);
        _isShown = false;
    }

    internal static string Line(CaptureProgress progress, long packets, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-3);
        double megabytes = progress.BytesRead / (double)OptionRules.BytesPerMegabyte;
        string read = string.Create(CultureInfo.InvariantCulture, $"{megabytes:#,0} MB · {packets:#,0} packets · {megabytes / seconds:#,0} MB/s");
        if (progress.BytesTotal is not long total || total <= 0)
            return read;

        double part = Math.Clamp((double)progress.BytesRead / total, 0, 1);
        int done = (int)(part * BarWidth);
        double left = part > 0 ? seconds * (1 - part) / part : 0;
        string bar = new string('█', done) + new string('░', BarWidth - done);
        return string.Create(CultureInfo.InvariantCulture, $"{bar} {part * 100,3:0} % · {read} · {left:#,0} s left");
    }
}
