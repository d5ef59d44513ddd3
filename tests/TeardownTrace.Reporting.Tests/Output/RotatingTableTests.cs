using System.Globalization;
using System.Text.Json;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>The connection table in rotating files: every format, read file by file.</summary>
public sealed class RotatingTableTests : IDisposable
{
    private const int Rows = 10;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats { get; } = [.. OutputFormat.All.Select(format => format.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_file_is_a_table_of_its_own_under_any_culture(string format)
    {
        using (new ForeignCulture())
            Write(format);

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal($"conns-20261121T072800Z.{format}", files.First().Key);
        Assert.Equal(Enumerable.Range(1, Rows).Select(id => (long)id), files.Values.SelectMany(text => format == "csv" ? CsvIds(text) : JsonIds(text)));
        Assert.True(files.Count >= Rows / 4);
    }

    [Fact]
    public void The_totals_are_the_last_line_of_the_last_file_and_of_no_other()
    {
        Write("json");
        string[] texts = [.. RotatedFiles.In(_folder.FullName).Values];
        Assert.Contains("{\"totals\":", texts[^1].TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.All(texts[..^1], text => Assert.DoesNotContain("totals", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_of_an_hour_are_in_the_file_of_that_hour()
    {
        const long Hour = 3_600_000_000_000;
        using (RotatingTable table = Open("csv", new RotationOptions { EveryNs = Hour }))
        {
            table.BeginCapture(["eth0"]);
            for (int minute = 0; minute < 120; minute++)
            {
                table.Flush(RotatedFiles.At(minute * 60));
                table.Write([Reports.Graceful with { Id = minute }]);
            }
        }

        Assert.Equal([32, 60, 28], RotatedFiles.In(_folder.FullName).Values.Select(text => CsvIds(text).Length));
    }

    private void Write(string format)
    {
        using RotatingTable table = Open(format, new RotationOptions { Records = 4 });
        table.BeginCapture(["eth0"]);
        table.Flush(RotatedFiles.Start);
        for (int id = 1; id <= Rows; id++)
            table.Write([Reports.Graceful with { Id = id, ReuseGapNs = -1_500_000_000 }]);
        table.Complete(new AnalysisTotals(), []);
        Assert.Equal(0, table.LostRows);
        Assert.False(table.TryTakeNotice(out _));
    }

    private RotatingTable Open(string format, RotationOptions options)
    {
        RotatingTable table = RotatingTable.Open(
            OutputFormat.All.Single(row => row.Name == format), _folder.Path("conns." + format), ConnectionColumns.All, options, RotatedFiles.Start);
        table.Begin();
        return table;
    }

    private static long[] CsvIds(string text)
    {
        string[] lines = text.Split("\r\n");
        Assert.Equal(string.Join(',', ConnectionColumns.All.Select(column => column.Name)), lines[0]);
        Assert.Equal("", lines[^1]);
        return [.. lines[1..^1].Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
    }

    private static long[] JsonIds(string text)
    {
        List<long> ids = [];
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            if (!row.RootElement.TryGetProperty("id", out JsonElement id))
                continue;
            Assert.Equal(-1.5, row.RootElement.GetProperty("reuse_gap_s").GetDouble());
            ids.Add(id.GetInt64());
        }

        return [.. ids];
    }
}
