using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Tests;

/// <summary>What every output format owes, run over every row of the format table.</summary>
public sealed class ReportWriterConformanceTests
{
    private const string Header =
        "id,capture,first_frame,last_frame,start_time,end_time,duration_s,client_ip,client_port,server_ip,server_port,vlan,role_basis,handshake," +
        "close_kind,active_closer,missing_fin,lost_final_ack,final_ack_recovered,reset_by,reset_phase,reset_cause,reset_origin,syn_reuse,reuse_of,reuse_gap_s," +
        "reuse_seq_delta,reuse_by,reuse_rule,reuse_proof,reuse_delay_s,time_wait_holder,time_wait_start,client_state,server_state,close_duration_s,half_close_s,close_wait_s,client_fin_frame," +
        "client_fin_ack_frame,server_fin_frame,server_fin_ack_frame,rst_frame,client_fins,server_fins,client_rsts,server_rsts,client_packets,server_packets,client_bytes," +
        "server_bytes,client_retransmissions,server_retransmissions,confidence,confidence_reason,flags,zeek_conn_state,zeek_history,tcp_completeness,wireshark_filter,explanation";

    public static TheoryData<string> Formats { get; } = [.. OutputFormat.All.Select(format => format.Name)];

    [Fact]
    public void The_header_is_frozen()
    {
        Assert.Equal(Header, string.Join(',', ConnectionColumns.All.Select(column => column.Name)));
        Assert.Equal(Header + "\r\n", Written("csv", []));
    }

    [Fact]
    public void Every_column_of_words_is_in_the_table()
    {
        Assert.All(Vocabulary.Columns, words => Assert.Contains(ConnectionColumns.All, column => column.Name == words.Term.Token));
        Assert.All(ConnectionColumns.All, column => Assert.EndsWith(".", column.Sentence, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_capture_without_connections_gives_no_row(string format) => Assert.Empty(RowsOf(format, Written(format, [])));

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_row_reads_back_as_it_was(string format)
    {
        Dictionary<string, string?> row = Assert.Single(RowsOf(format, Written(format, [Reports.Graceful])));
        Assert.Equal(ConnectionColumns.All.Count, row.Count);
        Assert.Equal("1", row["id"]);
        Assert.Equal("a.pcap", row["capture"]);
        Assert.Equal("2026-11-21T04:50:31.123456Z", row["start_time"]);
        Assert.Equal("2.500000", row["duration_s"]);
        Assert.Equal("10.0.0.1", row["client_ip"]);
        Assert.Equal("40000", row["client_port"]);
        Assert.Equal("graceful", row["close_kind"]);
        Assert.Equal("none", row["missing_fin"]);
        Assert.Equal("TIME_WAIT", row["client_state"]);
        Assert.Equal("0.010000", row["half_close_s"]);
        Assert.Equal("9", row["server_fin_frame"]);
        Assert.Equal("31", row["tcp_completeness"]);
        Assert.Equal("certain", row["confidence"]);
        Assert.All(["vlan", "reset_phase", "reuse_of", "reuse_gap_s", "final_ack_recovered", "rst_frame", "flags", "confidence_reason"], name => Assert.Null(row[name]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nanoseconds_flags_booleans_and_negative_numbers_are_written_out(string format)
    {
        ConnectionReport report = Reports.Graceful with
        {
            HasNanoseconds = true,
            Flags = ConnectionFlags.ZeroWindow | ConnectionFlags.CaptureGap | ConnectionFlags.FinRetransmitted,
            FinalAckRecovered = true,
            LostFinalAck = LostFinalAck.AfterVantage,
            ReuseSequenceDelta = -5,
            ReuseGapNs = -1_500_000_000,
            ClientAddress = Reports.IPv6("2001:db8::1"),
            ServerAddress = Reports.IPv6("fe80::2"),
            Vlan = 7,
        };
        Dictionary<string, string?> row = Assert.Single(RowsOf(format, Written(format, [report])));
        Assert.Equal("2026-11-21T04:50:31.123456789Z", row["start_time"]);
        Assert.Equal("0.020000000", row["close_duration_s"]);
        Assert.Equal("capture-gap;fin-retransmitted;zero-window", row["flags"]);
        Assert.Equal("true", row["final_ack_recovered"]);
        Assert.Equal("-5", row["reuse_seq_delta"]);
        Assert.Equal("-1.500000000", row["reuse_gap_s"]);
        Assert.Equal("2001:db8::1", row["client_ip"]);
        Assert.Equal("7", row["vlan"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hostile_names_come_back_whole_and_never_as_a_formula(string format)
    {
        string[] names = ["=cmd|' /C calc'!A0.pcap", "+1.pcap", "-x.pcap", "@sum.pcap", "\tt.pcap", "\rr.pcap", "a,\"b\"\r\nc.pcap", "ü😀\u0000.pcap", "\ud800.pcap", ""];
        ConnectionReport[] reports = [.. names.Select((_, i) => Reports.Graceful with { Id = i + 1, FirstFrame = Reports.At(1, i), LastFrame = Reports.At(10, i) })];
        string text = Written(format, reports, names);
        List<Dictionary<string, string?>> rows = RowsOf(format, text);
        Assert.Equal(names.Length, rows.Count);
        for (int i = 0; i < names.Length; i++)
        {
            string expected = names[i].Replace("\ud800", "\ufffd", StringComparison.Ordinal);
            string actual = rows[i]["capture"] ?? "";
            Assert.Equal(expected, format == "csv" && actual.StartsWith('\'') ? actual[1..] : actual);
            if (format == "csv")
                Assert.DoesNotContain(actual.Length > 0 ? actual[0] : 'x', "=+-@\t\r");
        }
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0.pcap")]
    [InlineData("+1,\"x\".pcap")]
    [InlineData("-x.pcap")]
    [InlineData("@sum.pcap")]
    [InlineData("\tt.pcap")]
    [InlineData("\rr.pcap")]
    [InlineData("plain.pcap")]
    [InlineData("a,\"b\"\r\nc.pcap")]
    [InlineData("")]
    public void A_name_is_escaped_as_the_csv_library_escapes_it(string name)
    {
        using MemoryStream expected = new();
        using (CsvWriter library = CsvWriter.Create(expected, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            library.WriteField("capture");
            library.WriteField("id");
            library.EndRecord();
            for (int id = 1; id <= 2; id++)
            {
                library.WriteField(name);
                library.WriteField(id);
                library.EndRecord();
            }
        }

        using MemoryStream actual = new();
        using IReportWriter writer = OutputFormat.All[0].Open(actual, ConnectionColumns.Select("capture,id", out _));
        writer.BeginCapture([name]);
        writer.Write([Reports.Graceful, Reports.Graceful with { Id = 2 }]);
        writer.Complete(new AnalysisTotals(), []);
        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(actual.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_hundred_thousand_rows_keep_their_order(string format)
    {
        const int Rows = 100_000;
        using MemoryStream stream = new();
        using IReportWriter writer = Open(format, stream);
        for (int i = 1; i <= Rows; i++)
        {
            ConnectionReport report = Reports.Graceful with { Id = i };
            writer.Write([report]);
        }

        writer.Complete(new AnalysisTotals(), []);
        string[] lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n')[(format == "csv" ? 1 : 0)..];
        CompositeFormat begin = CompositeFormat.Parse(format == "csv" ? "{0},a.pcap," : "{{\"id\":{0},\"capture\":\"a.pcap\",");
        for (int i = 1; i <= Rows; i++)
            Assert.StartsWith(string.Format(CultureInfo.InvariantCulture, begin, i), lines[i - 1], StringComparison.Ordinal);
        Assert.Equal(Rows + (format == "csv" ? 1 : 2), lines.Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_bytes_do_not_depend_on_the_number_of_threads(string format)
    {
        ConnectionReport[] reports = [.. Enumerable.Range(1, 5_000).Select(Varied)];
        string expected = Written(format, reports);
        foreach (int threads in (int[])[2, 3, 64])
        {
            foreach (int batch in (int[])[1, 63, 64, 65, 1024, reports.Length])
            {
                using MemoryStream stream = new();
                using IReportWriter writer = Open(format, stream, threads);
                for (int i = 0; i < reports.Length; i += batch)
                    writer.Write(reports.AsSpan(i, Math.Min(batch, reports.Length - i)));
                writer.Complete(new AnalysisTotals(), []);
                Assert.True(expected == Encoding.UTF8.GetString(stream.ToArray()), $"{threads} threads, batches of {batch}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_closed_pipe_is_an_io_error_and_disposing_adds_none(string format)
    {
        foreach (int threads in (int[])[1, 2])
        {
            using ClosedPipe stream = new();
            IReportWriter writer = Open(format, stream, threads);
            Assert.Throws<IOException>(() =>
            {
                for (int i = 0; i < 10_000; i++)
                    writer.Write([Reports.Graceful]);
            });
            writer.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_culture_changes_nothing(string format)
    {
        ConnectionReport[] reports =
        [
            Reports.Graceful with { SynReuse = SynReuse.Accepted, ReuseRule = ReuseRule.Timestamp, ReuseSequenceDelta = -5, ReuseGapNs = -1_500_000_000 },
            Reports.Graceful with { CloseKind = CloseKind.HalfClosed, MissingFin = Party.Server, CloseWaitNs = 1_250_000_000 },
        ];
        string invariant = Written(format, reports);
        using var culture = new ForeignCulture();
        Assert.Equal(invariant, Written(format, reports));
    }

    [Fact]
    public void Fields_are_picked_in_the_order_asked_for()
    {
        IReadOnlyList<ConnectionColumn> columns = ConnectionColumns.Select("close_kind, id", out string? unknown);
        Assert.Null(unknown);
        using MemoryStream stream = new();
        using IReportWriter writer = OutputFormat.All[0].Open(stream, columns);
        writer.Write([Reports.Graceful]);
        writer.Complete(new AnalysisTotals(), []);
        Assert.Equal("close_kind,id\r\ngraceful,1\r\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("id,nope", "nope")]
    [InlineData("", "")]
    [InlineData("id,,capture", "")]
    public void An_unknown_field_is_named(string fields, string expected)
    {
        Assert.Empty(ConnectionColumns.Select(fields, out string? unknown));
        Assert.Equal(expected, unknown);
    }

    /// <summary>Reports of rows that differ in length and in what they hold.</summary>
    internal static ConnectionReport Varied(int id) => Reports.Graceful with
    {
        Id = id,
        StartTime = new Timestamp(Reports.Start + (id * 333_333_333L)),
        ClientAddress = id % 3 == 0 ? Reports.IPv6("2001:db8::1") : Reports.IPv4("10.0.0.1"),
        CloseKind = (CloseKind)(id % Vocabulary.CloseKinds.Count),
        ResetBy = (Party)(id % Vocabulary.Parties.Count),
        Flags = (ConnectionFlags)(id % (1 << Vocabulary.Flags.Count)),
        ServerBytes = 1L << (id % 63),
        ReuseSequenceDelta = id % 7 == 0 ? -id : null,
        FinalAckRecovered = id % 5 == 0 ? id % 2 == 0 : null,
    };

    internal static IReportWriter Open(string format, Stream stream, int threads = 1)
    {
        IReportWriter writer = OutputFormat.All.Single(row => row.Name == format).Open(stream, ConnectionColumns.All, threads);
        writer.BeginCapture(["a.pcap"]);
        return writer;
    }

    private static string Written(string format, ConnectionReport[] reports, params string[] files)
    {
        using MemoryStream stream = new();
        using IReportWriter writer = Open(format, stream);
        if (files.Length > 0)
            writer.BeginCapture(files);
        writer.Write(reports);
        writer.Complete(new AnalysisTotals(), []);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<Dictionary<string, string?>> RowsOf(string format, string text) => format == "csv" ? CsvRows(text) : JsonRows(text);

    private static List<Dictionary<string, string?>> CsvRows(string text)
    {
        List<Dictionary<string, string?>> rows = [];
        using CsvReader reader = CsvReader.Create(new StringReader(text), new CsvReaderOptions { HasHeader = false });
        string[]? names = null;
        foreach (CsvRow row in reader)
        {
            string[] fields = new string[row.FieldCount];
            for (int i = 0; i < fields.Length; i++)
                fields[i] = row[i].ToString();
            if (names is null)
                names = fields;
            else
                rows.Add(names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second.Length == 0 ? null : pair.Second));
        }

        return rows;
    }

    private static List<Dictionary<string, string?>> JsonRows(string text)
    {
        string[] lines = text.Split('\n');
        Assert.Equal("", lines[^1]);
        using (JsonDocument totals = JsonDocument.Parse(lines[^2]))
            Assert.True(totals.RootElement.TryGetProperty("totals", out _));
        List<Dictionary<string, string?>> rows = [];
        foreach (string line in lines[..^2])
        {
            using JsonDocument row = JsonDocument.Parse(line);
            rows.Add(row.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => member.Value.GetString(),
                _ => member.Value.GetRawText(),
            }));
        }

        return rows;
    }

    /// <summary>Fails as a pipe does whose reader has gone.</summary>
    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
