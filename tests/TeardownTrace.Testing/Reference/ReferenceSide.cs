using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>One end of an incarnation: what it sent, and the state that proves.</summary>
internal sealed class ReferenceSide(TraceEnd end)
{
    private const int WidestShift = 14;

    public TraceEnd End { get; } = end;

    public TcpState State { get; set; } = TcpState.Closed;

    /// <summary>Its first SYN or SYN-ACK.</summary>
    public ReferenceSegment? Syn { get; set; }

    /// <summary>The first transmission of its FIN that was seen.</summary>
    public ReferenceSegment? Fin { get; set; }

    /// <summary>The first segment of its peer that acknowledges its FIN.</summary>
    public ReferenceSegment? FinAck { get; set; }

    /// <summary>Whether it had acknowledged its peer's FIN when it sent its own.</summary>
    public bool FinFollowsPeers { get; set; }

    /// <summary>Highest sequence number seen from it.</summary>
    public uint? Next { get; set; }

    /// <summary>Highest acknowledgment its peer sent for it.</summary>
    public uint? Acknowledged { get; set; }

    /// <summary>Bytes it last offered to receive.</summary>
    public uint Window { get; set; }

    /// <summary>When it entered (or restarted) TIME_WAIT.</summary>
    public long? TimeWaitSince { get; set; }

    public bool HeldTimeWait { get; private set; }

    /// <summary>Every segment it sent, mirror copies included.</summary>
    public List<ReferenceSegment> Sent { get; } = [];

    public int Packets => Sent.Count;

    public IEnumerable<ReferenceSegment> Fins => Sent.Where(segment => !segment.IsCopy && segment.IsFin);

    public int Rsts => Sent.Count(segment => !segment.IsCopy && segment.IsRst);

    public bool WasEstablished { get; set; }

    public void Enter(TcpState state, long time)
    {
        State = state;
        WasEstablished |= state == TcpState.Established;
        if (state == TcpState.TimeWait)
        {
            TimeWaitSince = time;
            HeldTimeWait = true;
        }
    }

    /// <summary>Announces the window of a segment; scaled when both SYNs carried the option, as far as they were captured.</summary>
    public void Offer(ReferenceSegment segment, ReferenceSide peer)
    {
        bool isScaled = !segment.IsSyn && MayScale && peer.MayScale;
        if (!segment.Frame.Has(TcpFlags.Rst))
            Window = (uint)segment.Frame.Window << (isScaled ? Syn?.Frame.WindowScale ?? WidestShift : 0);
    }

    private bool MayScale => Syn is null || Syn.Frame.WindowScale is not null;
}
