namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>
/// What was posted to a collector (opentelemetry/proto/metrics/v1/metrics.proto): the resource's attributes, and the series of all sums, named
/// as <see cref="CollectedSeries"/> names them.
/// </summary>
internal sealed class OtlpRequest
{
    private const int Cumulative = 2;

    private OtlpRequest(Dictionary<string, string> resource) => Resource = resource;

    internal IReadOnlyDictionary<string, string> Resource { get; }

    internal Dictionary<string, long> Series { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics whose sums are told to only grow.</summary>
    internal HashSet<string> Monotonic { get; } = new(StringComparer.Ordinal);

    internal static OtlpRequest Decode(byte[] body)
    {
        ProtobufField resourceMetrics = Assert.Single(ProtobufField.Of(body));
        ProtobufField[] fields = [.. ProtobufField.Of(resourceMetrics.Bytes)];
        ProtobufField resource = fields.Single(field => field.Number == 1);
        var request = new OtlpRequest(ProtobufField.Of(resource.Bytes).Where(field => field.Number == 1).Select(Attribute)
            .ToDictionary(attribute => attribute.Key, attribute => $"{attribute.Value}", StringComparer.Ordinal));
        foreach (ProtobufField scope in fields.Where(field => field.Number == 2))
        {
            foreach (ProtobufField metric in ProtobufField.Of(scope.Bytes).Where(field => field.Number == 2))
                request.AddMetric([.. ProtobufField.Of(metric.Bytes)]);
        }

        return request;
    }

    private void AddMetric(ProtobufField[] metric)
    {
        string name = metric.Single(field => field.Number == 1).Text;
        Units[name] = metric.Single(field => field.Number == 3).Text;
        ProtobufField[] sum = [.. ProtobufField.Of(metric.Single(field => field.Number == 7).Bytes)];
        Assert.Equal(Cumulative, (int)sum.Single(field => field.Number == 2).Value);
        if (sum.Any(field => field is { Number: 3, Value: 1 }))
            Monotonic.Add(name);
        foreach (ProtobufField point in sum.Where(field => field.Number == 1))
        {
            ProtobufField[] parts = [.. ProtobufField.Of(point.Bytes)];
            long value = (long)parts.Single(field => field.Number == 6).Value;
            Series.Add(CollectedSeries.Line(name, parts.Where(field => field.Number == 7).Select(Attribute)), value);
        }
    }

    private static KeyValuePair<string, object?> Attribute(ProtobufField attribute)
    {
        ProtobufField[] parts = [.. ProtobufField.Of(attribute.Bytes)];
        ProtobufField value = Assert.Single(ProtobufField.Of(parts[1].Bytes));
        return new(parts[0].Text, value.Number == 1 ? value.Text : value.Value);
    }
}
