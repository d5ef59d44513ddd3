using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Testing.Reference;

/// <summary>Whether a RST is acceptable to its receiver (SPEC section 5, RULES 30 to 32), with what followed in view.</summary>
internal static class ReferenceResets
{
    private const uint WidestWindow = 1 << 30;

    public static bool Closes(ReferenceReplay replay, int index, ReferenceSide sender, ReferenceSide receiver)
    {
        ReferenceSegment rst = replay.Segments[index];
        if (receiver.State == TcpState.SynSent && sender.Syn is null)
            return receiver.Syn is ReferenceSegment syn && rst.HasAck && AcknowledgesExactly(rst, syn);
        bool hasOnlyOpened = receiver.Syn is { IsSynOnly: true } && receiver.Sent.All(s => s.IsSyn);
        if (hasOnlyOpened && rst.HasAck && AcknowledgesExactly(rst, receiver.Syn!))
            return true;
        if (sender.Next is null)
            return receiver.Next is not null || !IsOutlived(replay, index, receiver);
        // A listener ignores a RST (RFC 9293 3.10.7.2).
        if (receiver.State == TcpState.Listen)
            return false;
        uint sequence = rst.Frame.Sequence;
        uint highest = sender.Next.Value;
        uint lowest = sender.Acknowledged ?? highest;
        bool isExact = sequence == lowest || sequence == highest || (receiver.State != TcpState.TimeWait && sender.Fin is ReferenceSegment fin && sequence == fin.FinSequence);
        if (isExact || receiver.State == TcpState.TimeWait)
            return isExact;
        // What the receiver announced last was not captured where nothing of it was, or where the RST acknowledges more than was.
        bool isWindowUnknown = receiver.Next is not uint next || (rst.HasAck && Sequences.IsAfter(rst.Frame.Acknowledgment, next));
        uint window = isWindowUnknown ? WidestWindow : receiver.Window;
        bool isPlausible = Sequences.IsAfter(sequence, lowest) && (Sequences.IsAfter(lowest + window, sequence) || Sequences.IsAtOrAfter(highest, sequence));
        return isPlausible && !IsOutlived(replay, index, receiver);
    }

    private static bool AcknowledgesExactly(ReferenceSegment rst, ReferenceSegment syn) =>
        rst.Frame.Acknowledgment == syn.Frame.Sequence + 1 || rst.Frame.Acknowledgment == syn.End;

    private static bool IsOutlived(ReferenceReplay replay, int index, ReferenceSide receiver)
    {
        ReferenceSegment rst = replay.Segments[index];
        long roundTrip = replay.RoundTripTo(receiver) ?? 0;
        return replay.Segments.Skip(index + 1).Any(later => !later.IsRst && later.Time - rst.Time > roundTrip);
    }
}
