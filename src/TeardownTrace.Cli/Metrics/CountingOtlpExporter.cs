using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace TeardownTrace.Cli.Metrics;

/// <summary>The OTLP exporter, whose failures are counted: by itself it only drops what it could not send.</summary>
internal sealed class CountingOtlpExporter(OtlpExporterOptions options, ExportOutcomes outcomes) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        ExportResult result = base.Export(in metrics);
        if (result != ExportResult.Success)
            outcomes.CountFailure();
        return result;
    }
}
