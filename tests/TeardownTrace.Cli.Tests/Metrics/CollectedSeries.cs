using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using TeardownTrace.Cli.Metrics;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>What a collector sees: instruments and their series, each with its attributes in one line, as <c>name{attribute=value,…}</c>.</summary>
internal sealed partial class CollectedSeries
{
    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);

    private CollectedSeries()
    {
    }

    internal IReadOnlyList<Instrument> Instruments => _instruments;

    internal IReadOnlyDictionary<string, long> Values => _values;

    internal static CollectedSeries Collect()
    {
        var collected = new CollectedSeries();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name != LiveMetrics.MeterName)
                return;
            collected._instruments.Add(instrument);
            self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, attributes, _) =>
            collected._values.Add(Line(instrument.Name, attributes.ToArray()), value));
        listener.Start();
        listener.RecordObservableInstruments();
        return collected;
    }

    /// <summary>The series of an instrument.</summary>
    internal IReadOnlyList<KeyValuePair<string, long>> Of(string instrument) =>
        [.. _values.Where(series => series.Key == instrument || series.Key.StartsWith(instrument + "{", StringComparison.Ordinal))];

    /// <summary>The names of a series' attributes.</summary>
    internal static IEnumerable<string> AttributesIn(string series) => Attribute().Matches(series).Select(match => match.Groups["name"].Value);

    internal static string Line(string name, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        string list = string.Join(',', attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key}={attribute.Value}"));
        return list.Length == 0 ? name : $"{name}{{{list}}}";
    }

    [GeneratedRegex("[{,](?<name>[a-z._]+)=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();
}
