using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>A captured segment with its frame number.</summary>
/// <param name="Number">1-based frame number.</param>
/// <param name="Frame">What was captured.</param>
/// <param name="IsCopy">Whether a mirror showed it again.</param>
internal sealed record ReferenceSegment(int Number, TraceFrame Frame, bool IsCopy)
{
    public long Time => Frame.Time;

    public TraceEnd Source => Frame.Source;

    public uint End => Frame.End;

    public bool IsRst => Frame.Has(TcpFlags.Rst);

    public bool IsFin => Frame.Has(TcpFlags.Fin) && !IsRst;

    public bool IsSynOnly => Frame.Has(TcpFlags.Syn) && !Frame.Has(TcpFlags.Ack) && !IsRst;

    public bool IsSynAck => Frame.Has(TcpFlags.Syn) && Frame.Has(TcpFlags.Ack) && !IsRst;

    public bool IsSyn => IsSynOnly || IsSynAck;

    public bool HasAck => Frame.Has(TcpFlags.Ack);

    /// <summary>The FIN's own sequence number.</summary>
    public uint FinSequence => End - 1;

    // What acknowledges more than ever was in flight speaks of another incarnation.
    private const uint MaxInFlight = 1 << 20;

    /// <summary>Whether it acknowledges everything before <paramref name="end"/>.</summary>
    public bool Acknowledges(uint end) => HasAck && Frame.Acknowledgment - end < MaxInFlight;

    /// <summary>Whether it occupies sequence space.</summary>
    public bool IsNumbered => !IsRst && End != Frame.Sequence;
}
