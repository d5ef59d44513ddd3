using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// Sends the instruments of <see cref="LiveMetrics"/> to a collector, on a thread of its own, at the interval that OTEL_METRIC_EXPORT_INTERVAL
/// says. A collector that does not answer costs the run nothing: it is told once and counted, and the next sending has all counts again.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>TIME_WAIT lasts a minute: an interval as long, which is the variable's default, would miss most of what happens.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long the end of a run waits for the last sending.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly ExportOutcomes _outcomes = new();
    private readonly MeterProvider _provider;
    private readonly Uri _endpoint;
    private bool _isTold;

    /// <summary>Begins to send.</summary>
    /// <param name="endpoint">Where to; of <see cref="OtlpEndpoint"/>.</param>
    /// <param name="captured">What is captured: the interface's name.</param>
    internal OtlpExport(Uri endpoint, string captured)
        : this(endpoint, captured, OtlpVariables.Milliseconds(OtlpVariables.Interval) ?? DefaultInterval)
    {
    }

    internal OtlpExport(Uri endpoint, string captured, TimeSpan interval)
    {
        _endpoint = endpoint;
        Interval = interval;
        var options = new OtlpExporterOptions { Endpoint = endpoint, Protocol = OtlpExportProtocol.HttpProtobuf };
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceOf(captured))
            .AddMeter(LiveMetrics.MeterName)
            .AddReader(new PeriodicExportingMetricReader(new CountingOtlpExporter(options, _outcomes), (int)interval.TotalMilliseconds))
            .Build();
    }

    /// <summary>How often metrics are sent.</summary>
    internal TimeSpan Interval { get; }

    /// <summary>Sendings that failed. Readable on any thread.</summary>
    internal long Failed => _outcomes.Failed;

    /// <summary>How many sendings failed and why, in one line; null where none did.</summary>
    internal string? Failure => Failed == 0 ? null : $"{Option}: metrics were not taken {Failed} time{(Failed == 1 ? "" : "s")}: {Reason}";

    private string Option => $"--otlp {_endpoint.GetComponents(UriComponents.HttpRequestUrl, UriFormat.SafeUnescaped)}";

    private string Reason => _outcomes.Reason ?? "the collector did not answer";

    /// <summary>Takes the one line that tells of the first failure; null where there is nothing to tell, or it was taken.</summary>
    internal string? TakeWarning()
    {
        if (_isTold || Failed == 0)
            return null;
        _isTold = true;
        return $"{Option}: metrics were not taken: {Reason}; tried again at every interval";
    }

    /// <summary>Sends the last counts, and ends.</summary>
    public void Dispose()
    {
        _provider.Shutdown((int)Farewell.TotalMilliseconds);
        _provider.Dispose();
        _outcomes.Dispose();
    }

    /// <summary>Who sends: this program, on this machine, at this interface, unless the environment says otherwise.</summary>
    private static ResourceBuilder ResourceOf(string captured) =>
        ResourceBuilder.CreateEmpty()
            .AddService(Entry.Name, serviceVersion: LiveMetrics.Version, serviceInstanceId: $"{Environment.MachineName}/{captured}")
            .AddAttributes([new("host.name", Environment.MachineName), new("network.interface.name", captured)])
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
}
