using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>How an incarnation begins: what its first segment says of roles, and of states before it (SPEC sections 2 and 3).</summary>
internal static class BeginningRules
{
    /// <summary>Ports below this are the better known ones whatever the other is (RFC 6335 6).</summary>
    private const int SystemPorts = 1024;

    /// <summary>Whether a port is one of the better known ones.</summary>
    public static bool IsSystemPort(ushort port) => port < SystemPorts;

    /// <summary>Sets up an incarnation, all default so far, for its first segment, which is not yet applied to it.</summary>
    public static void Begin<TKey>(ref Connection connection, in TKey key, in TcpSegment segment, long packet)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        connection.FirstPacket = packet;
        connection.StartTime = segment.Time;
        connection.LastTime = segment.Time;
        connection.Rare = Connection.None;
        connection.Previous = Connection.None;
        connection.Context = segment.Context;
        connection.Vlan = segment.Vlan;
        connection.Completeness = CompletenessMask.First(segment);

        // A key has a context only beside a connection that uses the same tuple in another one.
        if (key.Context != 0)
            connection.Marks |= ConnectionMarks.Interleaved;

        bool fromHigh = segment.Has(SegmentTraits.FromHigh);
        if (segment.Has(TcpFlags.Rst) || !segment.Has(TcpFlags.Syn))
            BeginMidStream(ref connection, key.LowPort, key.HighPort, fromHigh, segment.Has(TcpFlags.Rst));
        else if (segment.Has(TcpFlags.Ack))
            BeginAtSynAck(ref connection, segment, fromHigh);
        else
            BeginAtSyn(ref connection, fromHigh);

        connection.Zeek = ZeekView.Begin(
            segment, connection.IsFromClient(segment), fromHigh ? key.HighPort : key.LowPort, fromHigh ? key.LowPort : key.HighPort);
    }

    /// <summary>Begins an incarnation anew, of which only RSTs were seen so far, at the SYN that one of them answers.</summary>
    public static void BeginLate(ref Connection connection, in TcpSegment syn)
    {
        connection.Marks &= ~(ConnectionMarks.MidStream | ConnectionMarks.Established | ConnectionMarks.ClientIsHigh);
        connection.Low.State = TcpState.Closed;
        connection.High.State = TcpState.Closed;
        BeginAtSyn(ref connection, syn.Has(SegmentTraits.FromHigh));
    }

    private static void BeginAtSyn(ref Connection connection, bool fromHigh) =>
        connection.Marks |= ConnectionMarks.RolesBySyn | (fromHigh ? ConnectionMarks.ClientIsHigh : ConnectionMarks.None);

    private static void BeginMidStream(ref Connection connection, ushort lowPort, ushort highPort, bool fromHigh, bool byReset)
    {
        bool lowIsSystem = IsSystemPort(lowPort);
        bool highIsSystem = IsSystemPort(highPort);
        bool clientIsHigh = (lowIsSystem, highIsSystem, lowPort.CompareTo(highPort)) switch
        {
            (true, false, _) => true,
            (false, true, _) => false,
            (_, _, < 0) => true,
            (_, _, > 0) => false,
            _ => fromHigh,
        };
        connection.Marks |= ConnectionMarks.MidStream | ConnectionMarks.Established
            | (clientIsHigh ? ConnectionMarks.ClientIsHigh : ConnectionMarks.None)
            | (byReset ? ConnectionMarks.OnlyResets : ConnectionMarks.None);
        connection.Low.State = TcpState.Established;
        connection.High.State = TcpState.Established;
    }

    /// <summary>The SYN was not captured; the SYN-ACK tells its number.</summary>
    private static void BeginAtSynAck(ref Connection connection, in TcpSegment segment, bool fromHigh)
    {
        connection.Marks |= ConnectionMarks.RolesBySynAck | (fromHigh ? ConnectionMarks.None : ConnectionMarks.ClientIsHigh);
        ref Endpoint client = ref connection.ReceiverOf(segment);
        client.InitialSequence = segment.Acknowledgment - 1;
        client.Next = segment.Acknowledgment;
        client.State = TcpState.SynSent;
        connection.SenderOf(segment).State = TcpState.Listen;
    }
}
