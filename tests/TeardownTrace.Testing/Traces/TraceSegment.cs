using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Testing.Traces;

/// <summary>A segment line as written: the frame, and how it met the vantage.</summary>
internal sealed class TraceSegment
{
    public required TraceFrame Frame { get; init; }

    /// <summary>Sent, but lost before the vantage or missed by the tap.</summary>
    public bool IsLost { get; set; }

    /// <summary>How much later than sent it was captured.</summary>
    public long Lateness { get; set; }

    public TcpState? Client { get; set; }

    public TcpState? Server { get; set; }
}
