namespace TeardownTrace.Reporting;

/// <summary>A way to write the connection table: its option's name and its writer.</summary>
public sealed class OutputFormat
{
    private readonly Func<Stream, IReadOnlyList<ConnectionColumn>, IReportWriter> _open;

    private OutputFormat(string name, string sentence, Func<Stream, IReadOnlyList<ConnectionColumn>, IReportWriter> open)
    {
        Name = name;
        Sentence = sentence;
        _open = open;
    }

    /// <summary>Every format, one row each.</summary>
    public static IReadOnlyList<OutputFormat> All { get; } =
    [
        new("csv", "Write the connection table as CSV", static (stream, columns) => new CsvReportWriter(stream, columns)),
        new("json", "Write one JSON object a line for each connection, and a last one with the totals", static (stream, columns) => new JsonReportWriter(stream, columns)),
    ];

    /// <summary>Its name: the option is <c>--name</c>.</summary>
    public string Name { get; }

    /// <summary>What the option does.</summary>
    public string Sentence { get; }

    /// <summary>Begins an output; a header is written with the first rows.</summary>
    /// <param name="stream">Receives UTF-8; stays open.</param>
    /// <param name="columns">The columns to write, in order.</param>
    public IReportWriter Open(Stream stream, IReadOnlyList<ConnectionColumn> columns) => _open(stream, columns);
}
