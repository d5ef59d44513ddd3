using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>SYNs into TIME_WAIT.</summary>
internal static class ReuseScenarios
{
    private const uint Step = 1000;

    private const uint LaterTimestamp = 100_000;

    // A refused client stays in SYN_SENT after its RST (RFC 9293 3.10.7.3); here no socket stands behind it, and behind the port is the listener.
    private const string Refused = "close_kind unanswered syn_reuse rejected reuse_by peer reuse_rule neither client_state SYN_SENT server_state LISTEN";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("reuse-accepted", it =>
        {
            ClosingScenarios.ServerFirst(it);
            ClosingScenarios.ClientFirst(it);
        })
        {
            Verdict = "close_kind graceful active_closer client syn_reuse accepted reuse_by peer reuse_rule both reuse_proof linux-isn",
            Incarnations = 2,
        },
        new("reuse-accepted-by-sequence", it => AcceptRaw(it, after: Step, withTimestamp: false))
        {
            Verdict = "close_kind aborted-handshake reset_by client syn_reuse accepted reuse_by peer reuse_rule sequence reuse_seq_delta 1000 reuse_proof linux-isn",
            Incarnations = 2,
        },
        new("reuse-accepted-by-timestamp", it => AcceptRaw(it, after: unchecked(0u - Step), withTimestamp: true))
        {
            Verdict = "close_kind aborted-handshake reset_by client syn_reuse accepted reuse_by peer reuse_rule timestamp reuse_seq_delta -1000 reuse_proof linux-isn",
            Incarnations = 2,
        },
        new("reuse-rejected", it => AcceptRaw(it, after: unchecked(0u - Step), withTimestamp: false))
        {
            Verdict = $"{Refused} reuse_seq_delta -1000 reset_by client reset_cause rejected-reuse",
            Incarnations = 2,
        },
        new("reuse-rejected-because-equal", it => AcceptRaw(it, after: 0, withTimestamp: false))
        {
            Verdict = $"{Refused} reuse_seq_delta 0 reset_by client reset_cause rejected-reuse",
            Incarnations = 2,
        },
        new("reuse-by-holder", it =>
        {
            ClosingScenarios.ClientFirst(it);
            it.Client.Close();
            Reconnect(it);
        })
        {
            Verdict = "close_kind open syn_reuse accepted reuse_by holder reuse_proof linux-isn reuse_seq_delta 65537",
            Incarnations = 2,
        },
    ];

    // Nobody at the client's address knows of the SYN: its kernel answers the SYN-ACK, or the ACK of TIME_WAIT, with a RST that ends both sides.
    private static void AcceptRaw(Conversation it, uint after, bool withTimestamp)
    {
        it.Open();
        uint afterFin = it.ClientNext() + 1;
        uint? timestamp = withTimestamp ? it.ClientTimestamp() + LaterTimestamp : null;
        it.Server.Shutdown(SocketShutdown.Send);
        it.Await("CLOSE_WAIT", "FIN_WAIT_2");
        it.Client.Close();
        it.Await("CLOSED", "TIME_WAIT");
        it.SendRaw(new RawSegment(it.ClientPort, it.ServerPort, afterFin + after) { Timestamp = timestamp });
        it.Await("CLOSED", "CLOSED");
    }

    // The kernel lets its own TIME_WAIT go when the clock of its timestamps has moved on by a second.
    private static void Reconnect(Conversation it)
    {
        Poll.Until(() => TryConnect(it), () => "a connection from the port that is in TIME_WAIT");
        it.Await("ESTABLISHED", "ESTABLISHED");
    }

    private static bool TryConnect(Conversation it)
    {
        try
        {
            it.Connect();
            return true;
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
    }
}
