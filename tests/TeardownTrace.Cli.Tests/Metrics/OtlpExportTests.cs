using System.Net;
using System.Net.Sockets;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>What goes over the wire to a collector, and what a collector that fails costs.</summary>
[Collection(nameof(MetricsAlone))]
public sealed class OtlpExportTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("http://localhost:4318", "http://localhost:4318/v1/metrics")]
    [InlineData("http://localhost:4318/", "http://localhost:4318/v1/metrics")]
    [InlineData("http://prometheus:9090/api/v1/otlp", "http://prometheus:9090/api/v1/otlp/v1/metrics")]
    [InlineData("https://collector.example/v1/metrics", "https://collector.example/v1/metrics")]
    [InlineData("https://collector.example/v1/metrics/", "https://collector.example/v1/metrics")]
    [InlineData("http://[::1]:4318", "http://[::1]:4318/v1/metrics")]
    public void The_path_of_metrics_is_added_to_a_base_URL(string given, string sentTo)
    {
        Assert.True(OtlpEndpoint.TryParse(given, out Uri? endpoint));
        Assert.Equal(sentTo, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:4318")]
    [InlineData("collector")]
    [InlineData("/v1/metrics")]
    [InlineData("grpc://localhost:4317")]
    [InlineData("http://")]
    public void What_is_no_URL_of_HTTP_is_refused(string given) => Assert.False(OtlpEndpoint.TryParse(given, out _));

    [Fact]
    public void A_collector_gets_every_series_that_the_instruments_have()
    {
        using var receiver = new OtlpReceiver();
        using var metrics = new LiveMetrics();
        using OtlpExport export = Export(receiver.Url, Never);
        metrics.Update(EveryVerdict(), NoCensus(), new LiveStatistics(Received: 0, DroppedByKernel: 5, DroppedByInterface: 0, Outages: 0));
        CollectedSeries collected = CollectedSeries.Collect();
        export.Dispose();

        (string head, byte[] body) = receiver.Next();
        Assert.StartsWith("POST /v1/metrics HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-protobuf", head, StringComparison.OrdinalIgnoreCase);
        OtlpRequest request = OtlpRequest.Decode(body);
        Assert.Equal(collected.Values, request.Series);
        Assert.All(LiveInstruments.All, instrument => Assert.Equal(instrument.Unit, request.Units[instrument.Name]));
        Assert.All(LiveInstruments.All, instrument => Assert.Equal(instrument.OnlyGrows, request.Monotonic.Contains(instrument.Name)));
        Assert.Equal("teardowntrace", request.Resource["service.name"]);
        Assert.Equal($"{Environment.MachineName}/eth7", request.Resource["service.instance.id"]);
        Assert.Equal("eth7", request.Resource["network.interface.name"]);
        Assert.Null(export.Failure);
        Assert.Null(export.TakeWarning());
    }

    [Fact]
    public void A_host_that_is_no_longer_told_apart_is_not_sent_any_more()
    {
        using var receiver = new OtlpReceiver();
        using var metrics = new LiveMetrics();
        AnalysisTotals totals = EveryVerdict();
        metrics.Update(totals, OneHost(1), default);
        using OtlpExport export = Export(receiver.Url, Soon);

        // At so short an interval the library's timer may fire before it has met the instruments: the first request may be an empty one.
        Poll.Until(
            () => receiver.TryNext(out (string Head, byte[] Body) first)
                && OtlpRequest.Decode(first.Body).Series.ContainsKey("teardowntrace.time_wait.count{teardowntrace.host.address=0.0.0.1}"),
            () => "the first host to be sent");

        metrics.Update(totals, OneHost(2), default);
        export.Dispose();
        byte[] last = [];
        while (receiver.TryNext(out (string Head, byte[] Body) request))
            last = request.Body;
        IEnumerable<string> hosts = OtlpRequest.Decode(last).Series.Keys.Where(series => series.StartsWith("teardowntrace.time_wait.count", StringComparison.Ordinal));
        Assert.Equal(
            ["teardowntrace.time_wait.count{teardowntrace.host.address=0.0.0.2}", "teardowntrace.time_wait.count{teardowntrace.host.address=_OTHER}"],
            hosts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_nobody_listens_it_is_told_once_and_counted()
    {
        using var metrics = new LiveMetrics();
        metrics.Update(EveryVerdict(), NoCensus(), default);

        // Bound and not listening, so that nobody else can listen there.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using OtlpExport export = Export($"http://127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}", Soon);
        Poll.Until(() => export.Failed >= 2, () => $"two failures; there are {export.Failed}");

        string warning = export.TakeWarning() ?? "";
        Assert.StartsWith("--otlp http://127.0.0.1:", warning, StringComparison.Ordinal);
        Assert.Contains("refused", warning, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', warning);
        Assert.Null(export.TakeWarning());
        Assert.Matches("not taken [0-9]+ times: .*refused", export.Failure);
    }

    [Fact]
    public void What_a_collector_answers_is_told()
    {
        using var receiver = new OtlpReceiver("404 Not Found");
        using var metrics = new LiveMetrics();
        metrics.Update(EveryVerdict(), NoCensus(), default);
        using OtlpExport export = Export(receiver.Url, Never);
        export.Dispose();
        Assert.Equal(1, export.Failed);
        Assert.Contains("404", export.TakeWarning(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_libraries_of_the_exporter_are_loaded_only_where_metrics_are_sent()
    {
        using var folder = new TemporaryFolder();
        string program = Path.GetDirectoryName(TeardownTraceCommand.Path)!;
        foreach (string file in Directory.EnumerateFiles(program).Where(file => !Path.GetFileName(file).StartsWith("xunit", StringComparison.Ordinal)))
        {
            string name = Path.GetFileName(file);
            bool isOfExporter = name.StartsWith("OpenTelemetry", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal);

            // An empty file satisfies the host's look at what is there, and nobody who loads it.
            if (isOfExporter)
                folder.Write(name, []);
            else
                File.Copy(file, folder.Path(name));
        }

        Assert.True(File.Exists(folder.Path("OpenTelemetry.dll")));
        string command = folder.Path(Path.GetFileName(TeardownTraceCommand.Path));
        Assert.Equal(0, TeardownTraceCommand.RunAt(command, "--version").ExitCode);
        Assert.Equal(0, TeardownTraceCommand.RunAt(command, "analyze", SourceTree.EveryVerdict).ExitCode);
    }

    private static OtlpExport Export(string url, TimeSpan interval)
    {
        Assert.True(OtlpEndpoint.TryParse(url, out Uri? endpoint));
        return new OtlpExport(endpoint, "eth7", interval);
    }

    private static AnalysisTotals EveryVerdict() => AnalysedCapture.OfFile(SourceTree.EveryVerdict)!.Totals;

    private static long[] NoStates() => new long[Enum.GetValues<TcpState>().Length];

    private static StateCensus NoCensus() => new(0, NoStates(), NoStates(), []);

    private static StateCensus OneHost(uint address)
    {
        long[] states = NoStates();
        states[(int)TcpState.TimeWait] = 1;
        return new StateCensus(1, states, NoStates(), [new HostStates(HostAddress.FromIPv4(address), states)]);
    }
}
