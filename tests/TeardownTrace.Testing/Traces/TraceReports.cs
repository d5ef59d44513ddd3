using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Testing.Traces;

/// <summary>Two analyses of what should be the same traffic, held against each other column by column.</summary>
internal static class TraceReports
{
    private static readonly HashSet<string> AddressColumns = new(["client_ip", "server_ip"], StringComparer.Ordinal);

    /// <summary>Differences in any column but the addresses.</summary>
    public static List<string> Compare(string name, IReadOnlyList<ConnectionReport> expected, IReadOnlyList<ConnectionReport> actual)
    {
        List<string> differences = [];
        if (expected.Count != actual.Count)
            differences.Add($"{name}: expected {expected.Count} incarnation(s), actual {actual.Count}");
        for (int index = 0; index < Math.Min(expected.Count, actual.Count); index++)
        {
            foreach (string column in VerdictColumns.All)
            {
                string before = VerdictColumns.Read(column, expected[index]);
                string after = VerdictColumns.Read(column, actual[index]);
                if (before != after && !AddressColumns.Contains(column))
                    differences.Add($"{name}: expected #{index + 1} {column} {before}  actual {column} {after}");
            }
        }

        return differences;
    }
}
