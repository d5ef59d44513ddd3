using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.ZeekEndpointState;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>One endpoint as Zeek keeps it: its state, the state before, and whether it has a size. One byte.</summary>
/// <remarks>
/// <code>
///    7 6 5 4 3 2 1 0
///   +-+-+-----+-----+
///   | |D| prev|state|     D: Zeek's size of this side is not 0
///   +-+-+-----+-----+
/// </code>
/// Source: Zeek's TCP_Endpoint::SetState.
/// </remarks>
internal struct ZeekEndpoint
{
    private const int StateMask = 0x07;
    private const int PreviousShift = 3;
    private const int PreviousMask = StateMask << PreviousShift;
    private const int SizeBit = 0x40;

    private byte _bits;

    /// <summary>The state it is in.</summary>
    public readonly ZeekEndpointState State => (ZeekEndpointState)(_bits & StateMask);

    /// <summary>The different state it was in before.</summary>
    public readonly ZeekEndpointState Previous => (ZeekEndpointState)((_bits & PreviousMask) >> PreviousShift);

    /// <summary>Whether it sent payload, or was acknowledged some.</summary>
    public readonly bool HasSize => (_bits & SizeBit) != 0;

    /// <summary>Neither SYN nor anything else decisive was seen of it: what conn_state takes for inactive.</summary>
    public readonly bool IsUnopened => State is Inactive or Partial;

    /// <summary>Established, or closed by a FIN from there: the only states in which Zeek believes a gap.</summary>
    public readonly bool IsClean => State == Established || (State == Closed && Previous == Established);

    /// <summary>Goes to a state; staying in one does not count as a step.</summary>
    public void Enter(ZeekEndpointState state)
    {
        if (state != State)
            _bits = (byte)((_bits & SizeBit) | ((int)State << PreviousShift) | (int)state);
    }

    /// <summary>Notes payload.</summary>
    public void AddSize() => _bits |= SizeBit;

    /// <summary>Moves an endpoint that is no longer inactive by what it sends; only flags matter to Zeek.</summary>
    public void Send(TcpFlags flags, ref ZeekEndpoint receiver)
    {
        bool hasFin = (flags & TcpFlags.Fin) != TcpFlags.None;
        bool hasRst = (flags & TcpFlags.Rst) != TcpFlags.None;
        switch (State)
        {
            case SynSent or SynAckSent:
                if (hasFin)
                    Enter(Closed);
                if (hasRst)
                    Enter(Reset);
                break;
            case Partial or Established:
                if ((flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn && State == Partial && receiver.State == Inactive)
                    Enter(SynSent);
                if (hasRst)
                    Enter(Reset);
                else if (hasFin)
                    Finish(ref receiver);
                break;
            case Closed when hasRst && receiver.State != Closed:
                // After FINs both ways a RST ends nothing any more.
                Enter(Reset);
                break;
            default:
                break;
        }
    }

    // FIN, then RST from one side and now a FIN from the other: Zeek takes it for the normal termination that it mostly is.
    private void Finish(ref ZeekEndpoint receiver)
    {
        Enter(Closed);
        if (receiver.State == Reset && receiver.Previous == Closed)
            receiver.Enter(Closed);
    }
}
