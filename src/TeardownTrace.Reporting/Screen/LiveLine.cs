using System.Globalization;
using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What a capture that goes on shows at one moment, as a line for a log; one more for each host asked for, and for each warning.</summary>
public static class LiveLine
{
    /// <summary>Writes the lines of a moment.</summary>
    /// <param name="view">The moment.</param>
    /// <returns>Plain ASCII as far as names are.</returns>
    public static IEnumerable<string> Of(LiveView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        string start = $"{Ink.IsoTime(view.Time)}Z {PrintableText.Of(view.Interface)}: ";
        yield return start + Counts(view);
        foreach (HostStates host in view.Census.Hosts)
            yield return $"{start}host {host.Address}: {Join(host.States, host.States)}";
        foreach (string warning in view.Warnings)
            yield return start + PrintableText.Of(warning);
    }

    private static string Counts(LiveView view)
    {
        AnalysisTotals totals = view.Totals;
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{Ink.Rate(view.Rates.Packets)} packets/s, {Ink.BitRate(view.Rates.Bits)}; ");
        line.Append(CultureInfo.InvariantCulture, $"lost {Ink.Count(view.Capture.DroppedByKernel)} by the kernel, {Ink.Count(view.Capture.DroppedByInterface)} by the interface; ");
        line.Append(CultureInfo.InvariantCulture, $"{Ink.Count(view.Census.Connections)} open");
        if (view.Census.Connections > 0)
            line.Append(CultureInfo.InvariantCulture, $" (client/server: {Join(view.Census.Clients, view.Census.Servers)})");
        line.Append(CultureInfo.InvariantCulture, $"; {Ink.Rate(view.Rates.CloseKinds.Sum() + view.Rates.Inconclusive)} verdicts/s, {Ink.Count(totals.Connections)} in all");
        IEnumerable<string> certain = Enum.GetValues<CloseKind>()
            .Where(kind => totals.CloseKinds[(int)kind].Certain > 0)
            .Select(kind => $"{Ink.Count(totals.CloseKinds[(int)kind].Certain)} {Vocabulary.CloseKinds[(int)kind].Token}");
        IEnumerable<string> apart = totals.Inconclusive == 0 ? [] : [$"{Ink.Count(totals.Inconclusive)} inconclusive"];
        string kinds = string.Join(", ", certain.Concat(apart));
        return kinds.Length == 0 ? line.ToString() : line.Append(": ").Append(kinds).ToString();
    }

    /// <summary>The states that somebody is in, as STATE count, or STATE client/server where the two differ in meaning.</summary>
    private static string Join(IReadOnlyList<long> clients, IReadOnlyList<long> servers)
    {
        bool isBoth = !ReferenceEquals(clients, servers);
        return string.Join(", ", NetstatWords.All
            .Where(row => clients[(int)row.State] + servers[(int)row.State] > 0)
            .Select(row => isBoth
                ? $"{row.Word} {Ink.Count(clients[(int)row.State])}/{Ink.Count(servers[(int)row.State])}"
                : $"{row.Word} {Ink.Count(clients[(int)row.State])}"));
    }
}
