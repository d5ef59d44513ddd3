using System.Diagnostics.Tracing;

namespace TeardownTrace.Cli.Metrics;

/// <summary>How many sendings failed, and why the last one did. The exporter tells why through its event source only.</summary>
internal sealed class ExportOutcomes : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private long _failed;
    private volatile string? _reason;

    /// <summary>Sendings that failed.</summary>
    internal long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the last one did, in one line; null where it is not known.</summary>
    internal string? Reason => _reason;

    internal void CountFailure() => Interlocked.Increment(ref _failed);

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterSource)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // What went wrong is the last of an event's values: an exception as text, its type first, its stack on the lines behind.
        if (eventData.Payload is [.., string exception])
            _reason = Sentence(exception);
    }

    private static string Sentence(string exception)
    {
        string line = exception.Trim().Split('\n', 2)[0].Trim();
        int type = line.IndexOf(": ", StringComparison.Ordinal);
        return type < 0 ? line : line[(type + 2)..];
    }
}
