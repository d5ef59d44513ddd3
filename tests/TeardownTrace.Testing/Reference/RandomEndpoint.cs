using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>One modelled end of a random connection: what it has sent, received and acknowledged.</summary>
internal sealed class RandomEndpoint(TraceEnd end, bool isClient, uint initialSequence)
{
    public TraceEnd End { get; } = end;

    public bool IsClient { get; } = isClient;

    public uint InitialSequence { get; } = initialSequence;

    /// <summary>SND.NXT.</summary>
    public uint Next { get; set; } = initialSequence;

    /// <summary>RCV.NXT.</summary>
    public uint Expected { get; set; }

    /// <summary>TS.Recent (RFC 7323 4.3): the time stamp of the last segment that came in order.</summary>
    public uint RecentTimestamp { get; set; }

    /// <summary>Whether it holds TIME_WAIT, having closed first and heard the other's FIN.</summary>
    public bool HoldsTimeWait { get; set; }

    public ushort NextIdentification() => ++_identification;

    private ushort _identification;
}
