using TeardownTrace.Analysis;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>
/// A slow and obvious tracker, typed from the specification alone: it keeps every segment, looks ahead, and plays an incarnation again from its
/// beginning whenever it needs to know a state. Its verdicts are held against the engine's on random traffic.
/// </summary>
internal static class ReferenceTracker
{
    private const long CopyWindowNs = 2_000_000;

    /// <summary>One report an incarnation, by first frame.</summary>
    public static IReadOnlyList<ReferenceReport> Track(IReadOnlyList<TraceFrame> frames, AnalysisOptions options)
    {
        List<ReferenceSegment> segments = [];
        for (int index = 0; index < frames.Count; index++)
        {
            if (!frames[index].IsFiller)
                segments.Add(new ReferenceSegment(index + 1, frames[index], IsCopy(segments, frames[index])));
        }

        long captureEnd = frames.Max(frame => frame.Time);
        List<ReferenceReport> reports = [];
        foreach (IGrouping<(TraceEnd, TraceEnd), ReferenceSegment> flow in segments.GroupBy(segment => FlowOf(segment.Frame)))
        {
            ReferenceReplay? previous = null;
            foreach (IReadOnlyList<ReferenceSegment> incarnation in new ReferenceIncarnations([.. flow], options).Cut())
            {
                ReferenceReplay replay = new(incarnation);
                reports.Add(new ReferenceVerdict(replay, previous, captureEnd, options).Report(incarnation));

                if (previous is null || !replay.OpenedNothing)
                    previous = replay;
            }
        }

        return [.. reports.OrderBy(report => report.FirstFrame)];
    }

    private static (TraceEnd, TraceEnd) FlowOf(TraceFrame frame) =>
        string.CompareOrdinal(frame.Source.ToString(), frame.Destination.ToString()) < 0
            ? (frame.Source, frame.Destination)
            : (frame.Destination, frame.Source);

    // SPEC section 6: same bytes from the IP header on, TTL and checksum of it aside, at most 2 ms apart; the identification counts unless it tells nothing.
    private static bool IsCopy(List<ReferenceSegment> earlier, TraceFrame frame) =>
        earlier.Exists(known => !known.IsCopy && Math.Abs(frame.Time - known.Time) <= CopyWindowNs && IsSameDatagram(known.Frame, frame));

    private static bool IsSameDatagram(TraceFrame known, TraceFrame frame) =>
        known with { Time = 0, HopLimit = 0, Vlan = null } == frame with { Time = 0, HopLimit = 0, Vlan = null };
}
