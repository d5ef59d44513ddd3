using System.Net.Sockets;
using TeardownTrace.Reporting;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>What a live capture says of connections, against what the same packets say from a file, and against what was done.</summary>
public sealed class LiveVerdictTests
{
    private const int Rounds = 12;
    private const int LinesBetweenQuestions = 4;
    private const int TurnsOfABuffer = 10;
    private const string SidesOfStates = "client/server: ";
    private const string Away = "the interface is down; waiting for it to come back";

    /// <summary>
    /// Columns that two captures of the same packets may differ in. The name of what was captured, and rows numbered as connections end instead of
    /// as they begin. Times: each capture's socket stamps packets itself; and sentences, which say some of them.
    /// </summary>
    private static readonly string[] NotCompared =
    [
        "id", "capture", "reuse_of",
        "start_time", "end_time", "duration_s", "reuse_gap_s", "reuse_delay_s", "time_wait_start", "close_duration_s", "half_close_s", "close_wait_s",
        "explanation",
    ];

    private static readonly string[] FirstFrameThenOthers =
        ["first_frame", .. ConnectionColumns.All.Select(column => column.Name).Except([.. NotCompared, "first_frame"])];

    [Fact]
    public void Verdicts_are_those_of_the_file_that_tcpdump_wrote_meanwhile()
    {
        using Wire wire = Wire.Make("tcpdump");
        using TemporaryFolder folder = new();
        string live = folder.Path("live.csv");
        string file = folder.Path("file.csv");
        string pcap = folder.Path("wire.pcap");
        using LiveProcess tcpdump = LiveProcess.StartSilent(wire, "tcpdump", "-i", Wire.Device, "-n", "-U", "--immediate-mode", "-s", "256", "-Z", "root", "-w", pcap, "tcp");
        tcpdump.AwaitError("listening on");
        string fields = string.Join(',', FirstFrameThenOthers);
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", live, "--fields", fields);

        List<Socket> open = [];
        for (int round = 0; round < Rounds; round++)
            Play(wire, open);
        wire.BeRefused();
        AwaitRefusals(pcap, Rounds + 1);
        Assert.Equal(0, process.Stop().ExitCode);
        tcpdump.Signal("INT");
        tcpdump.AwaitExit();
        Assert.Equal(0, TeardownTraceCommand.Run("analyze", pcap, "--csv", file, "--fields", fields).ExitCode);
        open.ForEach(socket => socket.Dispose());

        string[] expected = LiveTable.Rows(file, fields);
        Assert.Equal((6 * Rounds) + 1, expected.Length);
        Assert.Equal(expected, LiveTable.Rows(live, fields).OrderBy(row => long.Parse(row.Split(',')[0])));
    }

    [Fact]
    public void A_capture_that_begins_in_the_middle_of_connections_says_so()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        (Socket client, Socket server) = wire.Connect();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", table, "--fields", "handshake,close_kind,active_closer,flags");

        Wire.CloseFirst(server, client);
        Assert.Equal(0, process.Stop().ExitCode);

        Assert.Equal(["mid-stream,graceful,server,mid-stream"], LiveTable.Rows(table, "handshake,close_kind,active_closer,flags"));
    }

    [Fact]
    public void An_interface_that_goes_down_is_waited_for_and_told()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        const string Fields = "close_kind,confidence_reason";
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", table, "--fields", Fields, "--stats-every", "0.1");

        wire.Converse();
        AwaitPlace(process, "TIME_WAIT 1/0");
        (Socket client, Socket server) = wire.Connect();
        AwaitPlace(process, "ESTABLISHED 1/1, TIME_WAIT 1/0");
        wire.TakeDown();
        process.AwaitError(Away);
        Assert.Contains("Z wire: after frame ", process.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wire: wire:", process.Errors, StringComparison.Ordinal);
        wire.BringUp();

        // A log that ends with the interface away would be read as an alarm.
        process.AwaitError("the interface is down; back after ");
        AwaitReturn(process);
        wire.Converse();
        Wire.CloseFirst(server, client);
        CommandResult result = process.Stop();

        Assert.Equal(4, result.ExitCode);

        // Whoever was open meanwhile may have done what nobody saw.
        Assert.Equal(["graceful,", "graceful,", "graceful,capture-drops"], LiveTable.Rows(table, Fields).Order(StringComparer.Ordinal));
        Assert.Contains("; the interface was away once", result.Output, StringComparison.Ordinal);
        Assert.Matches("wire: after frame [0-9]+: .*the interface is down; back after [0-9.]+ s; what passed meanwhile was not seen", result.Error);
    }

    [Fact]
    public void The_clock_ends_connections_while_the_wire_is_silent()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", table, "--fields", "close_kind", "--idle-timeout", "1");

        (Socket client, Socket server) = wire.Connect();
        Poll.Until(() => LiveTable.WholeRows(table).Length == 1, () => "the row of an idle connection");
        client.Dispose();
        server.Dispose();

        Assert.Equal(0, process.Stop().ExitCode);
    }

    /// <summary>Packets that were lost make what was alive meanwhile inconclusive, and nothing that came before or after.</summary>
    [Fact]
    public void What_is_lost_is_counted_told_and_doubted()
    {
        const int Datagrams = 20_000;
        const string Fields = "client_port,close_kind,confidence,confidence_reason";
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        string json = folder.Path("a.json");
        using LiveProcess process = LiveProcess.Start(wire, "-B", "1024", "--csv", table, "--fields", Fields, "--json", json, "--stats-every", "0.1");

        wire.Converse();
        AwaitPlace(process, "TIME_WAIT 1/0");
        (Socket client, Socket server) = wire.Connect();
        int alive = ((System.Net.IPEndPoint)client.LocalEndPoint!).Port;
        AwaitPlace(process, "ESTABLISHED 1/1, TIME_WAIT 1/0");
        process.Signal("STOP");
        Poll.Until(() => process.IsStopped, () => "the program to stop");
        wire.Flood(Datagrams, length: 400);
        process.Signal("CONT");
        process.AwaitErrors(errors => LostInLine(errors) > 0, "a line that tells of losses");

        // What comes before the engine has read all that waited might have been lost, too: the losses are placed when it falls silent. The kernel's buffer is
        // read in fewer turns than lines are awaited.
        process.AwaitStatistics(TurnsOfABuffer);
        Wire.CloseFirst(client, server);
        wire.Converse();
        CommandResult result = process.Stop();

        Assert.Equal(4, result.ExitCode);
        Assert.Matches("Lost: [0-9,]+ packets by the kernel, 0 by the interface; connections alive meanwhile are", result.Output);
        Assert.Contains($"\"dropped\":{LostInLine(process.Errors)},", File.ReadLines(json).Last(), StringComparison.Ordinal);
        string[] rows = LiveTable.Rows(table, Fields);
        Assert.Equal(3, rows.Length);
        Assert.Contains($"{alive},graceful,inconclusive,capture-drops", rows);
        Assert.Equal(2, rows.Count(row => row.EndsWith(",graceful,certain,", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Waits until connections are in some states and the engine has asked for the losses since: what it loses from then on lies behind their packets.
    /// Lines are 0.1 s apart or more, and it asks every quarter of a second.
    /// </summary>
    private static void AwaitPlace(LiveProcess process, string states)
    {
        process.AwaitErrors(errors => errors.Contains($"({SidesOfStates}{states})", StringComparison.Ordinal), states);
        process.AwaitStatistics(LinesBetweenQuestions);
    }

    /// <summary>Waits until it has told of two moments in a row that the interface was there.</summary>
    private static void AwaitReturn(LiveProcess process)
    {
        process.AwaitStatistics(1);
        process.AwaitErrors(
            errors => errors.TrimEnd('\n').Split('\n').TakeLast(2).All(line => !line.Contains(Away, StringComparison.Ordinal)), "two lines without a word of the interface");
    }

    /// <summary>What the last line of statistics tells.</summary>
    private static long LostInLine(string errors)
    {
        const string Before = "; lost ";
        int at = errors.LastIndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? 0 : long.Parse(errors[(at + Before.Length)..].Split(" by ")[0].Replace(",", "", StringComparison.Ordinal));
    }

    /// <summary>One connection of each kind.</summary>
    private static void Play(Wire wire, List<Socket> open)
    {
        wire.Converse();
        (Socket client, Socket server) = wire.Connect();
        server.Send(new byte[3000]);
        client.ReceiveTimeout = (int)Poll.Bound.TotalMilliseconds;
        for (int received = 0; received < 3000;)
            received += client.Receive(new byte[3000]);
        Wire.CloseFirst(server, client);
        (client, server) = wire.Connect();
        Wire.Abort(server, client);
        (client, server) = wire.Connect();
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, server.Receive(new byte[1]));
        open.AddRange([client, server]);
        (client, server) = wire.Connect();
        open.AddRange([client, server]);
        wire.BeRefused();
    }

    /// <summary>Waits until a file holds so many RSTs from the port where nobody listens: what was sent before the last is in it, too.</summary>
    private static void AwaitRefusals(string pcap, int count) =>
        Poll.Until(() => Refusals(pcap) >= count, () => $"{count} refusals in {pcap}");

    private static int Refusals(string pcap)
    {
        using FileStream file = new(pcap, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int count = 0;
        // Addresses of server and client, then the source port.
        ReadOnlySpan<byte> sought = [.. TwoHosts.ServerAddress.GetAddressBytes(), .. TwoHosts.ClientAddress.GetAddressBytes(), 0, Wire.ClosedPort];
        for (ReadOnlySpan<byte> rest = bytes; rest.IndexOf(sought) is >= 0 and int at; rest = rest[(at + sought.Length)..])
            count++;
        return count;
    }
}
