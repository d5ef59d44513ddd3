using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Zeek's conn_state: function conn_state of scripts/base/protocols/conn/main.zeek, over the states that <see cref="ZeekView"/> keeps.</summary>
internal static class ZeekConnStateRules
{
    /// <summary>The conn_state of a connection as Zeek sees it; originator and responder are Zeek's.</summary>
    public static ZeekConnState StateOf(in ZeekView view)
    {
        ZeekEndpoint originator = view.Originator;
        ZeekEndpoint responder = view.Responder;
        if (responder.State == ZeekEndpointState.Reset)
            return StateOfResponderReset(originator, responder);
        if (originator.State == ZeekEndpointState.Reset)
        {
            if (!responder.IsUnopened)
                return ZeekConnState.RSTO;
            return IsSynThenRst(view.History, view.OriginatorOffset) ? ZeekConnState.RSTOS0 : ZeekConnState.OTH;
        }

        if (originator.State == ZeekEndpointState.Closed)
        {
            if (responder.State == ZeekEndpointState.Closed)
                return ZeekConnState.SF;
            return responder.IsUnopened ? ZeekConnState.SH : ZeekConnState.S2;
        }

        if (responder.State == ZeekEndpointState.Closed)
            return originator.IsUnopened ? ZeekConnState.SHR : ZeekConnState.S3;
        return (originator.State, responder.State) switch
        {
            (ZeekEndpointState.SynSent, ZeekEndpointState.Inactive) => ZeekConnState.S0,
            (ZeekEndpointState.Established, ZeekEndpointState.Established) => ZeekConnState.S1,
            _ => ZeekConnState.OTH,
        };
    }

    private static ZeekConnState StateOfResponderReset(ZeekEndpoint originator, ZeekEndpoint responder)
    {
        if (originator.State is ZeekEndpointState.SynSent or ZeekEndpointState.SynAckSent)
            return ZeekConnState.REJ;
        if (originator.State == ZeekEndpointState.Reset && !originator.HasSize && !responder.HasSize)
            return ZeekConnState.REJ;
        return originator.IsUnopened ? ZeekConnState.RSTRH : ZeekConnState.RSTR;
    }

    // The pattern /\^?S[^HAFGIQ]*R.*/ that tells RSTOS0 from OTH, the capitals being Zeek's originator's.
    private static bool IsSynThenRst(ZeekHistory history, int originatorOffset)
    {
        int index = history[0] == ZeekHistory.Flipped ? 1 : 0;
        if (history[index++] != ZeekHistory.Syn + originatorOffset)
            return false;
        for (; index < history.Length; index++)
        {
            switch (history[index] - originatorOffset)
            {
                case ZeekHistory.Rst:
                    return true;
                case ZeekHistory.SynAck or ZeekHistory.Ack or ZeekHistory.Fin or ZeekHistory.Gap
                    or ZeekHistory.FinWithRst or ZeekHistory.SynWithFinOrRst:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }
}
