using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Reporting;

/// <summary>A way to write the connection table: its option's name and what formats its rows.</summary>
public sealed class OutputFormat
{
    private readonly Func<IReadOnlyList<ConnectionColumn>, RowFormatter> _openFormatter;

    private OutputFormat(string name, string sentence, Func<IReadOnlyList<ConnectionColumn>, RowFormatter> openFormatter)
    {
        Name = name;
        Sentence = sentence;
        _openFormatter = openFormatter;
    }

    /// <summary>Every format, one row each.</summary>
    public static IReadOnlyList<OutputFormat> All { get; } =
    [
        new("csv", "Write the connection table as CSV", static columns => new CsvRowFormatter(columns)),
        new("json", "Write one JSON object a line for each connection, and a last one with the totals", static columns => new JsonRowFormatter(columns)),
    ];

    /// <summary>Its name: the option is <c>--name</c>.</summary>
    public string Name { get; }

    /// <summary>What the option does.</summary>
    public string Sentence { get; }

    /// <summary>Begins an output; a header is written with the first rows.</summary>
    /// <param name="stream">Receives UTF-8; stays open.</param>
    /// <param name="columns">The columns to write, in order.</param>
    /// <param name="threads">Threads that format rows, the caller's included; the output does not depend on it. With more than one, others write to the stream.</param>
    public IReportWriter Open(Stream stream, IReadOnlyList<ConnectionColumn> columns, int threads = 1)
    {
        int workers = Math.Clamp(threads, 1, Environment.ProcessorCount) - 1;
        return workers == 0 ? new StreamTable(stream, OpenFormatter(columns)) : new RowQueue(stream, () => OpenFormatter(columns), workers);
    }

    internal RowFormatter OpenFormatter(IReadOnlyList<ConnectionColumn> columns) => _openFormatter(columns);
}
