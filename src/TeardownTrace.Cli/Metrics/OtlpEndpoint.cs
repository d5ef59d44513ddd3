namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// Where metrics are sent, as OTEL_EXPORTER_OTLP_ENDPOINT would say it: the collector's base URL, to which the path of metrics is added. A
/// URL that has that path already is taken as it is. The protocol is protobuf over HTTP, which collectors, Prometheus and proxies take alike.
/// </summary>
internal static class OtlpEndpoint
{
    private const string MetricsPath = "/v1/metrics";

    /// <summary>Reads what was given on the command line.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="endpoint">Where to send to.</param>
    /// <returns>False where it is no URL that metrics can be sent to.</returns>
    internal static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? endpoint)
    {
        endpoint = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return false;

        string path = url.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith(MetricsPath, StringComparison.Ordinal))
            path += MetricsPath;
        endpoint = new UriBuilder(url) { Path = path }.Uri;
        return true;
    }
}
