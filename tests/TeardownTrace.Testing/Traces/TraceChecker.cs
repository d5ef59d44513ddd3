using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Testing.Traces;

/// <summary>Holds what an analysis said of a script's frames against the script; every difference reads in the script's own syntax.</summary>
internal static class TraceChecker
{
    /// <summary>Differences between the verdict lines and the reports.</summary>
    /// <param name="script">The script.</param>
    /// <param name="reports">Reports over all of its frames.</param>
    /// <param name="columns">Restricts the comparison to columns that the analysis covers; null for all.</param>
    public static List<string> CheckVerdict(TraceScript script, IReadOnlyList<ConnectionReport> reports, IReadOnlySet<string>? columns = null)
    {
        List<string> differences = [];
        if (reports.Count != script.Incarnations)
            differences.Add($"{script.Name}: expected {script.Incarnations} incarnation(s), actual {reports.Count}{Summary(reports)}");
        foreach (TraceExpectation expectation in script.Expectations)
        {
            if (columns?.Contains(expectation.Column) == false || expectation.Incarnation > reports.Count)
                continue;
            string actual = VerdictColumns.Read(expectation.Column, reports[expectation.Incarnation - 1]);
            if (!IsSame(expectation, actual))
            {
                differences.Add(
                    $"{script.Name}:{expectation.Line}: expected #{expectation.Incarnation} {expectation.Column} {expectation.Token}  actual {expectation.Column} {actual}");
            }
        }

        return differences;
    }

    /// <summary>Differences between the states that lines expect and those that <paramref name="analyse"/> reports when the capture stops after each of them.</summary>
    public static List<string> CheckStates(TraceScript script, Func<IReadOnlyList<TraceFrame>, IReadOnlyList<ConnectionReport>> analyse)
    {
        List<string> differences = [];
        IReadOnlyList<TraceFrame> frames = script.Frames;
        for (int index = 0; index < frames.Count; index++)
        {
            TraceLine line = script.Lines[index];
            if (line.Client is null || line.Server is null)
                continue;
            string expected = $"{TraceStates.NameOf(line.Client.Value)} {TraceStates.NameOf(line.Server.Value)}";
            string actual = StatesAfter(index + 1, analyse([.. frames.Take(index + 1)]));
            if (actual != expected)
                differences.Add($"{script.Name}:{line.Number}: {line.Text}\n    expected {expected}\n    actual   {actual}");
        }

        return differences;
    }

    private static string StatesAfter(long frame, IReadOnlyList<ConnectionReport> reports)
    {
        foreach (ConnectionReport report in reports)
        {
            if (report.LastFrame.Number == frame)
                return $"{TraceStates.NameOf(report.ClientState)} {TraceStates.NameOf(report.ServerState)}";
        }

        return "(the frame belongs to no connection)";
    }

    private static bool IsSame(TraceExpectation expectation, string actual)
    {
        // Durations compare as numbers: 0.02 and 0.020000 are one.
        bool isDuration = expectation.Column.EndsWith("_s", StringComparison.Ordinal);
        return isDuration && decimal.TryParse(expectation.Token, out decimal expected) && decimal.TryParse(actual, out decimal seconds)
            ? expected == seconds
            : expectation.Token == actual;
    }

    private static string Summary(IReadOnlyList<ConnectionReport> reports) =>
        string.Concat(reports.Select(r => $"\n    #{r.Id} frames {r.FirstFrame.Number}-{r.LastFrame.Number} close_kind {VerdictColumns.Read("close_kind", r)}"));
}
