using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>The RST that closed a connection (or came after its close), and what it answered.</summary>
internal struct ResetFacts
{
    /// <summary>When it was captured, nanoseconds.</summary>
    public long Time;

    /// <summary>Its frame, counted from the connection's first.</summary>
    public uint Frame;

    /// <summary>Its sequence number.</summary>
    public uint Sequence;

    /// <summary>Whether the high end sent it.</summary>
    public bool ByHigh;

    /// <summary>Whether the other end sent one that crossed it.</summary>
    public bool ByBoth;

    /// <summary>How well it fitted.</summary>
    public ResetGrade Grade;

    /// <summary>Where in the connection's life it came, FINs left aside: a connection that is closing is an established one here.</summary>
    public ResetPhase Phase;

    /// <summary>Why it was sent.</summary>
    public ResetCause Cause;

    /// <summary>By what kind of stack.</summary>
    public ResetOrigin Origin;

    /// <summary>Whether its sender spoke on after it: then it was not its own.</summary>
    public bool SenderWentOn;

    /// <summary>What stands in a RST itself.</summary>
    /// <param name="segment">The RST.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    public ResetFacts(in TcpSegment segment, uint frame)
    {
        Time = segment.Time;
        Frame = frame;
        Sequence = segment.Sequence;
        ByHigh = segment.Has(SegmentTraits.FromHigh);
    }

    /// <summary>Whether it is by the sender of <paramref name="segment"/>.</summary>
    public readonly bool IsBySenderOf(in TcpSegment segment) => segment.Has(SegmentTraits.FromHigh) == ByHigh;
}
