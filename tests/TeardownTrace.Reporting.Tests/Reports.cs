using System.Buffers.Binary;
using System.Net;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Connection reports made by hand: one plain connection, varied by <c>with</c>.</summary>
internal static class Reports
{
    /// <summary>2026-11-21T04:50:31.123456789Z.</summary>
    public const long Start = 1_795_236_631_123_456_789;

    /// <summary>A graceful close, the client first, in frames 1 to 10 of one file.</summary>
    public static ConnectionReport Graceful { get; } = new()
    {
        Id = 1,
        FirstFrame = At(1),
        LastFrame = At(10),
        StartTime = new Timestamp(Start),
        EndTime = new Timestamp(Start + 2_500_000_000),
        ClientAddress = IPv4("10.0.0.1"),
        ClientPort = 40000,
        ServerAddress = IPv4("10.0.0.2"),
        ServerPort = 80,
        RoleBasis = RoleBasis.Syn,
        Handshake = Handshake.Complete,
        CloseKind = CloseKind.Graceful,
        ActiveCloser = Party.Client,
        TimeWaitHolder = Party.Client,
        TimeWaitStart = new Timestamp(Start + 2_500_000_000),
        ClientState = TcpState.TimeWait,
        ServerState = TcpState.Closed,
        CloseDurationNs = 20_000_000,
        HalfCloseNs = 10_000_000,
        ClientFinFrame = At(7),
        ClientFinAckFrame = At(8),
        ServerFinFrame = At(9),
        ServerFinAckFrame = At(10),
        ClientFins = 1,
        ServerFins = 1,
        ClientSyns = 1,
        ServerSyns = 1,
        ClientPackets = 6,
        ServerPackets = 4,
        ClientBytes = 100,
        ServerBytes = 2000,
        ZeekConnState = ZeekConnState.SF,
        TcpCompleteness = 31,
    };

    public static FrameNumber At(long number, int file = 0) => new(file, number);

    public static HostAddress IPv4(string text) =>
        HostAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(text).GetAddressBytes()));

    public static HostAddress IPv6(string text) => IPv6(IPAddress.Parse(text).GetAddressBytes());

    public static HostAddress IPv6(ReadOnlySpan<byte> bytes) =>
        HostAddress.FromIPv6(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
}
