using System.Text.Json;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>What stands at the end of the files of a capture that wrote JSON: the totals, and the number of the last row.</summary>
/// <param name="Rows">Rows written to all files, deleted ones too: they are numbered in the order in which they are written.</param>
/// <param name="Connections">Connections of the totals.</param>
/// <param name="Lost">Packets lost.</param>
/// <param name="Evicted">Connections that were over before their time, because the table was full.</param>
/// <param name="Inconclusive">Connections of which the capture does not show everything, those evicted among them.</param>
/// <param name="Resets">Connections that were reset.</param>
/// <param name="Closed">Connections that both sides closed.</param>
internal sealed record WrittenRows(long Rows, long Connections, long Lost, long Evicted, long Inconclusive, long Resets, long Closed)
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">Where only those files are.</param>
    /// <exception cref="InvalidDataException">The last line of the last file is not the totals.</exception>
    public static WrittenRows Read(string folder)
    {
        // A name is the time when the file was begun, and _002 and so on where several were begun in a second: a dot sorts before.
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        string last = "";
        long rows = 0;
        foreach (string line in files.TakeLast(2).SelectMany(File.ReadLines))
        {
            if (last.StartsWith("{\"id\"", StringComparison.Ordinal))
                rows = IdOf(last);
            last = line;
        }

        using JsonDocument document = JsonDocument.Parse(last);
        if (!document.RootElement.TryGetProperty("totals", out JsonElement totals))
            throw new InvalidDataException($"{folder}: the rows do not end with the totals");
        JsonElement kinds = totals.GetProperty("close_kind");
        return new WrittenRows(
            rows,
            totals.GetProperty("connections").GetInt64(),
            totals.GetProperty("dropped").GetInt64(),
            totals.GetProperty("evicted_half_open").GetInt64() + totals.GetProperty("evicted_idle").GetInt64(),
            totals.GetProperty("inconclusive").GetInt64(),
            Count(kinds, "reset"),
            Count(kinds, "graceful") + Count(kinds, "simultaneous"));
    }

    private static long IdOf(string row)
    {
        using JsonDocument document = JsonDocument.Parse(row);
        return document.RootElement.GetProperty("id").GetInt64();
    }

    private static long Count(JsonElement kinds, string kind) =>
        kinds.GetProperty(kind).GetProperty("certain").GetInt64() + kinds.GetProperty(kind).GetProperty("inconclusive").GetInt64();
}
