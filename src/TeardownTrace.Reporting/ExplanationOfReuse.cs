using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The part of an explanation that tells of a SYN into TIME_WAIT: what let it in or turned it down, and what that cost.</summary>
internal static class ExplanationOfReuse
{
    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        if (report.SynReuse == SynReuse.None)
            return;

        text.Append("; the SYN used the ports of "u8);
        if (report.ReuseOf is long previous)
            text.Append($"connection {previous}");
        else
            text.Append("an earlier connection"u8);
        if (report.ReuseGapNs is long gap)
            text.Append($" again {DurationText.Span(gap)} into TIME_WAIT");
        else
            text.Append(" again during TIME_WAIT"u8);
        if (report.ReuseBy == ReuseBy.Holder)
            text.Append(" (the side in TIME_WAIT itself connects again)"u8);

        text.Append(report.SynReuse switch
        {
            SynReuse.Accepted => " and was accepted"u8,
            SynReuse.Rejected => " and was turned down"u8,
            _ => " and was not answered"u8,
        });
        AppendRule(text, in report);
        AppendCost(text, in report);
    }

    private static void AppendRule(TextBuffer text, in ConnectionReport report)
    {
        if (report.ReuseRule is not ReuseRule rule)
            return;

        // No rule lets it in, and it was not let in; or the other way round.
        bool explains = (rule == ReuseRule.Neither) == (report.SynReuse != SynReuse.Accepted);
        text.Append(explains ? ": its "u8 : ", although its "u8);
        text.Append(rule switch
        {
            ReuseRule.Sequence => "sequence number is higher than the old one"u8,
            ReuseRule.Timestamp => "timestamp is newer"u8,
            ReuseRule.Both => "sequence number is higher and its timestamp newer"u8,
            _ when report.ReuseSequenceDelta > 0 => "timestamp is older than the old connection's"u8,
            _ => "sequence number is not higher and no newer timestamp speaks for it"u8,
        });
        if (report.ReuseSequenceDelta is int delta)
            AppendDelta(text, delta);
        if (report.ReuseProof == ReuseProof.LinuxIsn)
            text.Append("; the new sequence number shows a Linux TIME_WAIT socket"u8);
    }

    /// <summary>Of two numbers as far apart as can be each is after the other; what a stack finds after the old one it lets in.</summary>
    private static void AppendDelta(TextBuffer text, int delta)
    {
        if (delta == 0)
            text.Append(" (sequence number just what TIME_WAIT expects next)"u8);
        else if (delta is > 0 or int.MinValue)
            text.Append($" (sequence number {(uint)delta} above what TIME_WAIT expects next)");
        else
            text.Append($" (sequence number {-delta} below what TIME_WAIT expects next)");
    }

    private static void AppendCost(TextBuffer text, in ConnectionReport report)
    {
        if (report.SynReuse != SynReuse.Rejected)
            return;

        if (report.Handshake == Handshake.Complete && report.ReuseDelayNs is long delay)
            text.Append($"; a repeated SYN got through, {DurationText.Span(delay)} after the first");
        else
            text.Append("; it never got through"u8);
    }
}
