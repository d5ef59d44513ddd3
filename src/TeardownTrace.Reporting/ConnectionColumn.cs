using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>One column of the connection table: its name in CSV, JSON and <c>--fields</c>, what it says, and how its value is written.</summary>
public sealed class ConnectionColumn
{
    private readonly ValueWriter _write;

    internal ConnectionColumn(string name, string sentence, ValueWriter write)
    {
        Name = name;
        Sentence = sentence;
        _write = write;
    }

    internal delegate void ValueWriter(in ConnectionReport report, FieldWriter to);

    /// <summary>The name, lower case with underscores.</summary>
    public string Name { get; }

    /// <summary>What it says, in one sentence.</summary>
    public string Sentence { get; }

    internal void Write(in ConnectionReport report, FieldWriter to) => _write(in report, to);
}
