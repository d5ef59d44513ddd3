using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>What a capture that goes on needs beside the packets: the clock while the wire is silent, losses, and what stands now.</summary>
public sealed class LiveAnalysisTests
{
    private const long Second = Timestamp.NanosecondsPerSecond;

    private static readonly AnalysisOptions AsTheyEnd = new() { InOrderOfEnd = true, Threads = 1 };

    [Fact]
    public void A_silent_wire_lets_connections_end_by_the_clock()
    {
        using SilentSource source = new([.. Established.Handshake(0), .. Established.Close(0, Second)]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        Assert.Empty(Read(analysis, source));

        analysis.AdvanceClock(At(100 * Second));
        Assert.Empty(Read(analysis, source));
        analysis.AdvanceClock(At(200 * Second));

        ConnectionReport report = Assert.Single(Read(analysis, source));
        Assert.Equal(CloseKind.Graceful, report.CloseKind);
    }

    [Fact]
    public void A_clock_behind_the_packets_changes_nothing()
    {
        using SilentSource source = new([.. Established.Handshake(0), .. Established.Close(0, 500 * Second)]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        Read(analysis, source);
        analysis.AdvanceClock(At(400 * Second));
        Assert.Empty(Read(analysis, source));
        Assert.Equal(1, analysis.TakeCensus(0).Connections);
    }

    [Fact]
    public void An_open_connection_holds_no_later_one_back()
    {
        using SilentSource source = new([.. Established.Handshake(0), .. Established.Handshake(1), .. Established.Close(1, Second)]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        Read(analysis, source);
        analysis.AdvanceClock(At(200 * Second));

        ConnectionReport first = Assert.Single(Read(analysis, source));
        Assert.Equal((1, CloseKind.Graceful, 4), (first.Id, first.CloseKind, first.FirstFrame.Number));

        analysis.EndCapture();
        ConnectionReport second = Assert.Single(Read(analysis, source));
        Assert.Equal((2, CloseKind.Open, 1), (second.Id, second.CloseKind, second.FirstFrame.Number));
    }

    /// <summary>Rows come as connections end: two SYNs that nobody answered end before the TIME_WAIT that they met, and ask for no number of it.</summary>
    [Fact]
    public void No_number_is_kept_for_a_row_that_has_gone()
    {
        MemoryPacket[] syns = [.. Enumerable.Range(1, 2).Select(attempt => Established.Again(0, attempt * 100_000, (1 + attempt) * Second))];
        using SilentSource source = new([.. Established.Handshake(0), .. Established.Close(0, Second), .. syns]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        List<ConnectionReport> rows = Read(analysis, source);
        foreach (long silence in (long[])[100, 200])
        {
            analysis.AdvanceClock(At(silence * Second));
            rows.AddRange(Read(analysis, source));
        }

        Assert.Equal([CloseKind.Unanswered, CloseKind.Unanswered, CloseKind.Graceful], rows.Select(row => row.CloseKind));
        Assert.All(rows.Take(2), row => Assert.Equal((SynReuse.Unanswered, null), (row.SynReuse, row.ReuseOf)));
        Assert.Equal(0, analysis.NumbersAwaited);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)] // nobody counted them: the interface was away
    public void A_loss_makes_what_was_alive_inconclusive_and_nothing_else(long lost)
    {
        MemoryPacket[] before = [.. Established.Handshake(0), .. Established.Close(0, Second), .. Established.Handshake(1)];
        MemoryPacket[] after = [.. Established.Close(1, 2 * Second), .. Established.Handshake(2), .. Established.Close(2, 3 * Second)];
        using SilentSource source = new([.. before, .. after], batchSize: before.Length);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        List<ConnectionReport> rows = [];

        // What is read first holds the first connection whole; the loss lies between that and the next statistics.
        ReadUntil(analysis, source, before.Length, rows);
        analysis.NoteDrops(0);
        if (lost > 0)
            analysis.NoteDrops(lost);
        else
            analysis.NoteGap();
        ReadUntil(analysis, source, before.Length + after.Length, rows);
        analysis.NoteDrops(0);
        analysis.EndCapture();
        rows.AddRange(Read(analysis, source));

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(CloseKind.Graceful, row.CloseKind));
        ConfidenceReason[] reasons = [.. rows.OrderBy(row => row.FirstFrame.Number).Select(row => row.ConfidenceReason)];
        Assert.Equal([ConfidenceReason.None, ConfidenceReason.CaptureDrops, ConfidenceReason.None], reasons);
        Assert.Equal(lost, analysis.Totals.Dropped);
    }

    /// <summary>The server has closed, and the port that a SYN knocks at may not be open: neither has an end to show.</summary>
    [Fact]
    public void A_host_without_a_connection_is_not_told()
    {
        using SilentSource source = new([.. Established.Handshake(1), .. Established.Close(1, Second), .. Established.Handshake(2).Take(1)]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        Read(analysis, source);

        StateCensus census = analysis.TakeCensus(hosts: 9);
        Assert.Equal(2, census.Connections);
        Assert.Equal(1, census.Servers[(int)TcpState.Closed]);
        Assert.Equal(1, census.Servers[(int)TcpState.Listen]);
        Assert.Equal("10.0.1.1", Assert.Single(census.Hosts, host => host.States[(int)TcpState.TimeWait] == 1).Address.ToString());
        Assert.DoesNotContain(census.Hosts, host => host.Address.ToString() == "10.255.0.1");
    }

    [Fact]
    public void A_census_tells_what_stands_and_who_holds_it()
    {
        using SilentSource source = new(
        [
            .. Established.Handshake(0), .. Established.Handshake(1), .. Established.Close(1, Second), .. Established.Close(2, Second).Take(2),
        ]);
        using TeardownAnalysis analysis = new(AsTheyEnd);
        Read(analysis, source);

        StateCensus census = analysis.TakeCensus(hosts: 2);
        Assert.Equal(3, census.Connections);
        Assert.Equal(1, census.Clients[(int)TcpState.Established]);
        Assert.Equal(1, census.Clients[(int)TcpState.TimeWait]);
        Assert.Equal(1, census.Clients[(int)TcpState.FinWait2]);
        Assert.Equal(1, census.Servers[(int)TcpState.CloseWait]);
        Assert.Equal(["10.0.1.1", "10.255.0.1"], census.Hosts.Select(host => host.Address.ToString()));
        Assert.Equal(1, census.Hosts[0].States[(int)TcpState.TimeWait]);

        // TIME_WAIT passes after a minute, and with it the connection; its late segments are still waited for.
        analysis.AdvanceClock(At(70 * Second));
        Read(analysis, source);
        Assert.Equal(2, analysis.TakeCensus(0).Connections);
        Assert.Equal(0, analysis.Totals.Connections);
    }

    private static Timestamp At(long after) => new(Established.Start + after);

    private static void ReadUntil(TeardownAnalysis analysis, SilentSource source, int packets, List<ConnectionReport> rows)
    {
        while (analysis.Packets < packets)
        {
            analysis.Advance(source);
            rows.AddRange(analysis.Finished);
        }
    }

    /// <summary>Takes in what the source still has, and one more silence, so that everything read has been tracked.</summary>
    private static List<ConnectionReport> Read(TeardownAnalysis analysis, SilentSource source)
    {
        List<ConnectionReport> rows = [];
        for (int silences = 0; silences < 3;)
        {
            long before = analysis.Packets;
            bool goesOn = analysis.Advance(source);
            rows.AddRange(analysis.Finished);
            if (!goesOn)
                break;
            silences += analysis.Packets == before ? 1 : 0;
        }

        return rows;
    }
}
