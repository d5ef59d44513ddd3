using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>Holds the reference's verdicts against a script, or against another analysis of the same frames.</summary>
internal static class ReferenceComparison
{
    /// <summary>Differences from the script's verdict, over the columns that the reference covers.</summary>
    public static List<string> CheckVerdict(TraceScript script, IReadOnlyList<ReferenceReport> reports)
    {
        List<string> differences = [];
        if (reports.Count != script.Incarnations)
            differences.Add($"{script.Name}: expected {script.Incarnations} incarnation(s), actual {reports.Count}");
        foreach (TraceExpectation expectation in script.Expectations.Where(expectation => expectation.Incarnation <= reports.Count))
        {
            ReferenceReport report = reports[expectation.Incarnation - 1];
            string? actual = Read(report, expectation.Column);
            string expected = expectation.Column == "flags" ? Covered(expectation.Token) : expectation.Token;
            if (actual is not null && actual != expected)
                differences.Add($"{script.Name}:{expectation.Line}: expected #{expectation.Incarnation} {expectation.Column} {expected}  actual {actual}");
        }

        return differences;
    }

    /// <summary>Differences from the states on the script's lines: the reference runs on each prefix of the capture.</summary>
    public static List<string> CheckStates(TraceScript script)
    {
        List<string> differences = [];
        for (int index = 0; index < script.Lines.Count; index++)
        {
            TraceLine line = script.Lines[index];
            if (line.Client is null || line.Server is null)
                continue;
            ReferenceReport? report = ReferenceTracker.Track([.. script.Frames.Take(index + 1)], script.Options)
                .FirstOrDefault(report => report.LastFrame == index + 1);
            string expected = $"{TraceStates.NameOf(line.Client.Value)} {TraceStates.NameOf(line.Server.Value)}";
            string actual = $"{report?.Columns["client_state"]} {report?.Columns["server_state"]}";
            if (actual != expected)
                differences.Add($"{script.Name}:{line.Number}: {line.Text}\n    expected {expected}\n    actual   {actual}");
        }

        return differences;
    }

    /// <summary>Differences between two runs of the reference.</summary>
    public static List<string> Compare(string name, IReadOnlyList<ReferenceReport> expected, IReadOnlyList<ReferenceReport> actual) =>
        Compare(name, expected, actual, Read);

    /// <summary>Differences between the reference and the engine on the same frames.</summary>
    public static List<string> Compare(string name, IReadOnlyList<ReferenceReport> expected, IReadOnlyList<ConnectionReport> actual) =>
        Compare(name, expected, actual, static (report, column) =>
        {
            string said = VerdictColumns.Read(column, report);
            return column == "flags" ? Covered(said) : said;
        });

    private static List<string> Compare<TReport>(
        string name, IReadOnlyList<ReferenceReport> expected, IReadOnlyList<TReport> actual, Func<TReport, string, string?> read)
    {
        List<string> differences = [];
        if (expected.Count != actual.Count)
            differences.Add($"{name}: expected {expected.Count} incarnation(s), actual {actual.Count}");
        for (int index = 0; index < Math.Min(expected.Count, actual.Count); index++)
        {
            foreach (string column in expected[index].Columns.Keys.Append("flags"))
            {
                string? before = Read(expected[index], column);
                string? after = read(actual[index], column);
                if (before != after)
                    differences.Add($"{name}: expected #{index + 1} {column} {before}  actual {column} {after}");
            }
        }

        return differences;
    }

    /// <summary>What the reference says in a column; null where it does not cover it.</summary>
    public static string? Read(ReferenceReport report, string column) =>
        column == "flags" ? Join(report.Flags) : report.Columns.GetValueOrDefault(column);

    /// <summary>Those of the flags in <paramref name="token"/> that the reference covers.</summary>
    public static string Covered(string token) => Join(token.Split(';').Where(ReferenceReport.CoveredFlags.Contains));

    private static string Join(IEnumerable<string> flags)
    {
        string joined = string.Join(';', flags.Order(StringComparer.Ordinal));
        return joined.Length == 0 ? TraceExpectation.Empty : joined;
    }
}
