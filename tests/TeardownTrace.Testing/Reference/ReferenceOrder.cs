namespace TeardownTrace.Testing.Reference;

/// <summary>Capture order is not order: a segment that its peer acknowledged was there before the acknowledgment (SPEC section 1, RULES 40).</summary>
internal static class ReferenceOrder
{
    /// <summary>What was sent one behind the other stands in the capture so far in the wrong order at most.</summary>
    public const long OutOfOrderNs = 2_000_000;

    /// <summary>Mirror copies left out, and every first transmission moved before what acknowledges it.</summary>
    public static List<ReferenceSegment> Causal(IReadOnlyList<ReferenceSegment> captured)
    {
        List<ReferenceSegment> ordered = [];
        foreach (ReferenceSegment segment in captured)
        {
            if (segment.IsCopy)
                continue;
            int effect = IsNew(ordered, segment)
                ? ordered.FindIndex(earlier => IsEffect(earlier, segment) || IsOvertaking(earlier, segment))
                : ordered.FindIndex(earlier => IsOvertaking(earlier, segment));
            ordered.Insert(effect < 0 ? ordered.Count : effect, segment);
        }

        return ordered;
    }

    private static bool IsNew(List<ReferenceSegment> ordered, ReferenceSegment segment) =>
        segment.IsNumbered && !ordered.Exists(s => s.Source == segment.Source && !s.IsRst && Sequences.IsAtOrAfter(s.End, segment.End));

    // A RST that stands at the end of what its sender sent before, and a moment earlier in the capture; no FIN is sent behind a RST, wherever that stands.
    private static bool IsOvertaking(ReferenceSegment earlier, ReferenceSegment segment) =>
        earlier.Source == segment.Source && earlier.IsRst && !segment.IsRst && segment.Time - earlier.Time <= OutOfOrderNs
        && (earlier.Frame.Sequence == segment.End || (segment.IsFin && Sequences.IsAtOrAfter(segment.End, earlier.Frame.Sequence)));

    private static bool IsEffect(ReferenceSegment earlier, ReferenceSegment segment) =>
        earlier.Source != segment.Source && !earlier.IsRst && earlier.Acknowledges(segment.End);
}
