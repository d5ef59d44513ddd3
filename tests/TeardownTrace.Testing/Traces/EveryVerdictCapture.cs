using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Testing.Traces;

/// <summary>
/// All scripts in one capture, each on addresses of its own and all ending at the same instant, so that each keeps its verdict: what a capture's end
/// leaves open stays open. Scripts with option lines are left out, and those
/// whose frames other readers may take for something else. The first packet of each carries the script's name and intent as its comment.
/// </summary>
internal sealed class EveryVerdictCapture
{
    private const long NanosecondsPerMicrosecond = 1000;
    private const long End = TraceClock.Epoch + (3600L * 1_000_000_000);

    private readonly TraceScript[] _scripts;

    public EveryVerdictCapture(IEnumerable<TraceScript> scripts)
    {
        _scripts = [.. scripts.Where(script => !script.HasOptions && script.Frames.All(frame => frame.IsPlain))];
        if (_scripts.Length > short.MaxValue)
            throw new ArgumentException($"{_scripts.Length} scripts do not fit in 15 bits of the address; use more.", nameof(scripts));
    }

    public IReadOnlyList<TraceScript> Scripts => _scripts;

    /// <summary>Writes the capture as pcapng.</summary>
    public byte[] Write()
    {
        using MemoryStream stream = new();
        PcapNgFileWriter writer = new(stream);
        writer.AddInterface(TracePackets.Ethernet);
        foreach ((TraceFrame frame, string? comment) in Frames())
            writer.WritePacket((ulong)(frame.Time / NanosecondsPerMicrosecond), TracePackets.Build(frame).InEthernet().Bytes, comment: comment);
        return stream.ToArray();
    }

    /// <summary>The reports on one script's flows, in order.</summary>
    public IReadOnlyList<ConnectionReport> ReportsOf(TraceScript script, IReadOnlyList<ConnectionReport> reports)
    {
        HashSet<string> addresses = [.. FramesOf(Array.IndexOf(_scripts, script)).SelectMany(frame => new[] { frame.Source, frame.Destination }).Select(end => end.Address.ToString())];
        return [.. reports.Where(report => addresses.Contains(report.ClientAddress.ToString()))];
    }

    private IEnumerable<(TraceFrame Frame, string? Comment)> Frames() =>
        Enumerable.Range(0, _scripts.Length)
            .SelectMany(index => FramesOf(index).Where(frame => !frame.IsFiller).Select((frame, position) => (frame, position == 0 ? CommentOf(_scripts[index]) : null)))
            .OrderBy(row => row.frame.Time);

    private IReadOnlyList<TraceFrame> FramesOf(int index)
    {
        IReadOnlyList<TraceFrame> frames = TraceVariant.InNetwork(_scripts[index].Frames, (ushort)(index + 1));
        return TraceVariant.ShiftTime(frames, End - frames.Max(frame => frame.Time));
    }

    private static string CommentOf(TraceScript script) => $"{script.Name}: {script.Intent}";
}
