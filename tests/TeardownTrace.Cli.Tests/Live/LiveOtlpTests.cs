using System.Net;
using System.Net.Sockets;
using TeardownTrace.Cli.Tests.Metrics;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary><c>--otlp</c>: a collector gets what the run counts, and a run does not need one.</summary>
public sealed class LiveOtlpTests
{
    [Fact]
    public void A_collector_has_every_count_when_the_run_ends()
    {
        const int Connections = 12;
        using Wire wire = Wire.Make();
        using OtlpReceiver collector = new(wire.Client.Run(() => new TcpListener(IPAddress.Loopback, 0)));

        // The end waits for its last sending for a while only: by then the program has sent once, and the code for it is compiled.
        using LiveProcess process = LiveProcess.StartWith(wire, ["OTEL_METRIC_EXPORT_INTERVAL=200"], "-f", "tcp", "--otlp", collector.Url);
        byte[] last = collector.Next().Body;
        for (int i = 0; i < Connections; i++)
            wire.Converse();
        wire.BeRefused();
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("--otlp", result.Error, StringComparison.Ordinal);
        while (collector.TryNext(out (string Head, byte[] Body) request))
            last = request.Body;
        OtlpRequest sent = OtlpRequest.Decode(last);
        Assert.Equal(Connections, sent.Series["teardowntrace.connection.closes{teardowntrace.close_kind=graceful,teardowntrace.confidence=certain}"]);
        Assert.Equal(1, sent.Series["teardowntrace.connection.closes{teardowntrace.close_kind=refused,teardowntrace.confidence=certain}"]);
        Assert.Equal(Connections, sent.Series["teardowntrace.connection.active_closes{teardowntrace.active_closer=client,teardowntrace.confidence=certain}"]);
        Assert.Equal(0, sent.Series["teardowntrace.network.dropped{teardowntrace.dropped_by=kernel}"]);
        Assert.True(sent.Series["teardowntrace.network.packets{teardowntrace.decode_result=tcp}"] >= 6 * Connections);
        Assert.Equal(Wire.Device, sent.Resource["network.interface.name"]);
    }

    [Fact]
    public void Without_a_collector_the_run_goes_on_and_tells_it()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--otlp", "http://127.0.0.1:9");
        wire.Converse();
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("graceful", result.Output, StringComparison.Ordinal);
        Assert.Contains("--otlp http://127.0.0.1:9/v1/metrics: metrics were not taken", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "bad header")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "bad name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "good=value,=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "name=a%0Ab")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "content-type=text/plain")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "-1")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "10 s")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.name")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "a=1,=2")]
    public void A_malformed_variable_is_told_before_anything_starts(string name, string value)
    {
        CommandResult result = TeardownTraceCommand.Run(["live", "-i", "no-such-interface", "--otlp", "http://127.0.0.1:9"], input: null, (name, value));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"teardowntrace: {name}: '{value}' is no ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b=c, other=,")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "2000")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.name=edge, a=b=c")]
    public void A_variable_as_the_specification_has_it_is_taken(string name, string value)
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.StartWith(wire, [$"{name}={value}"], "-f", "tcp", "--otlp", "http://127.0.0.1:9");
        Assert.Equal(0, process.Stop().ExitCode);
    }

    [Theory]
    [InlineData("localhost:4318")]
    [InlineData("grpc://localhost:4317")]
    public void What_is_no_URL_is_told_in_one_line(string given)
    {
        CommandResult result = TeardownTraceCommand.Run("live", "-i", "lo", "--otlp", given);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"teardowntrace: --otlp: '{given}' is no URL of a collector, such as http://localhost:4318", result.Error, StringComparison.Ordinal);
    }
}
