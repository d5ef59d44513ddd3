using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Testing.Traces;

/// <summary>A script's frames among those of another script, moved to addresses of its own, within the time that the first one spans.</summary>
internal sealed class TraceInterleaving
{
    private const byte ForeignNetwork = 77;

    private readonly Dictionary<long, long> _originalNumbers = [];
    private readonly HashSet<string> _addresses;

    public TraceInterleaving(IReadOnlyList<TraceFrame> own, IReadOnlyList<TraceFrame> other)
    {
        long start = own.Min(frame => frame.Time);
        long end = own.Max(frame => frame.Time);
        long shift = start - other.Min(frame => frame.Time);
        IEnumerable<TraceFrame> foreign = TraceVariant.ShiftTime(TraceVariant.InNetwork(other, ForeignNetwork), shift).Where(frame => frame.Time <= end);
        (TraceFrame Frame, int Original)[] merged =
        [
            .. own.Select((frame, index) => (Frame: frame, Original: index + 1))
                .Concat(foreign.Select(frame => (Frame: frame, Original: 0)))
                .OrderBy(row => row.Frame.Time),
        ];
        Frames = [.. merged.Select(row => row.Frame)];
        for (int index = 0; index < merged.Length; index++)
            _originalNumbers[index + 1] = merged[index].Original;
        _addresses = [.. own.SelectMany(frame => new[] { frame.Source.Address.ToString(), frame.Destination.Address.ToString() })];
    }

    public IReadOnlyList<TraceFrame> Frames { get; }

    /// <summary>The reports on the script's own flows, frames and identifiers as if they had been alone.</summary>
    public IReadOnlyList<ConnectionReport> OwnReports(IReadOnlyList<ConnectionReport> reports)
    {
        ConnectionReport[] own = [.. reports.Where(report => _addresses.Contains(report.ClientAddress.ToString()))];
        return
        [
            .. own.Select((report, index) => report with
            {
                Id = index + 1,
                ReuseOf = report.ReuseOf is long id ? Array.FindIndex(own, other => other.Id == id) + 1 : null,
                FirstFrame = Original(report.FirstFrame)!.Value,
                LastFrame = Original(report.LastFrame)!.Value,
                ClientFinFrame = Original(report.ClientFinFrame),
                ClientFinAckFrame = Original(report.ClientFinAckFrame),
                ServerFinFrame = Original(report.ServerFinFrame),
                ServerFinAckFrame = Original(report.ServerFinAckFrame),
                RstFrame = Original(report.RstFrame),
            }),
        ];
    }

    private FrameNumber? Original(FrameNumber? frame) =>
        frame is FrameNumber known ? known with { Number = _originalNumbers[known.Number] } : null;
}
