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

    public bool HasSentFin { get; set; }

    public bool HasReceivedFin { get; set; }

    /// <summary>Whether its FIN is known to have arrived.</summary>
    public bool IsFinAcknowledged { get; set; }

    public ushort NextIdentification() => ++_identification;

    private ushort _identification;
}
