using System.Globalization;

namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// The variables of the environment that say how metrics are sent. What is wrong in one is told before anything starts: the exporter would
/// fail in the middle of it, or leave the variable out and say nothing.
/// </summary>
internal static class OtlpVariables
{
    internal const string Interval = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string Timeout = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const string Attributes = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>What is wrong with them, in one line each.</summary>
    internal static IEnumerable<string> Mistakes()
    {
        foreach (string name in (string[])[Timeout, Interval])
        {
            if (Of(name) is string given && !TryMilliseconds(given, out _))
                yield return $"{name}: '{given}' is no number of milliseconds, such as 10000";
        }

        if (Of(Headers) is string headers && !Pairs(headers).All(IsHeader))
            yield return $"{Headers}: '{headers}' is no list of headers, such as name=value,other=value";
        if (Of(Attributes) is string attributes && !Pairs(attributes).All(pair => pair.Value is not null && pair.Name.Length > 0))
            yield return $"{Attributes}: '{attributes}' is no list of attributes, such as name=value,other=value";
    }

    /// <summary>The time of a variable; null where it is not set.</summary>
    internal static TimeSpan? Milliseconds(string name) =>
        Of(name) is string given && TryMilliseconds(given, out int milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static string? Of(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool TryMilliseconds(string text, out int milliseconds) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out milliseconds) && milliseconds > 0;

    private static IEnumerable<(string Name, string? Value)> Pairs(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', count: 2, StringSplitOptions.TrimEntries))
            .Select(parts => (parts[0], parts.Length > 1 ? parts[1] : null));

    private static bool IsHeader((string Name, string? Value) pair)
    {
        if (pair.Value is null)
            return false;
        using HttpRequestMessage request = new();
        try
        {
            request.Headers.Add(pair.Name, Uri.UnescapeDataString(pair.Value));
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
