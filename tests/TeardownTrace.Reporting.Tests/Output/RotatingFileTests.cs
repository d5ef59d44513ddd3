using System.Text;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>When files begin and end, what they are called, which are kept.</summary>
public sealed class RotatingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_limits_there_is_one_file_of_the_name_given_written_anew()
    {
        File.WriteAllText(_folder.Path("conns.csv"), "of yesterday\n");
        Write(new RotationOptions(), 3, static number => number * 86_400.0);
        KeyValuePair<string, string> file = Assert.Single(RotatedFiles.In(_folder.FullName));
        Assert.Equal("conns.csv", file.Key);
        Assert.Equal([0, 1, 2], RotatedFiles.NumbersIn(file.Value));
    }

    [Fact]
    public void A_file_takes_so_many_records()
    {
        Write(new RotationOptions { Records = 3 }, 7, static number => number);
        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20261121T072800Z.csv", "conns-20261121T072803Z.csv", "conns-20261121T072806Z.csv"], files.Keys);
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void A_file_is_no_larger_than_asked_unless_one_record_is()
    {
        const int Most = 64;
        using (RotatingFile file = Open(new RotationOptions { SizeBytes = Most }))
        {
            for (int number = 0; number < 100; number++)
                file.Append(RotatedFiles.Line(number), RotatedFiles.At(number));
            file.Append(Encoding.UTF8.GetBytes(new string('x', Most) + "\n"), RotatedFiles.At(100));
            file.Append(RotatedFiles.Line(100), RotatedFiles.At(101));
        }

        string[] texts = [.. RotatedFiles.In(_folder.FullName).Values];
        Assert.Equal(Enumerable.Range(0, 100), texts[..^2].SelectMany(RotatedFiles.NumbersIn));
        Assert.All(texts[..^2], text => Assert.InRange(text.Length, RotatedFiles.Header.Length + 2, Most));
        Assert.All(texts[..^3], text => Assert.True(text.Length + RotatedFiles.Line(100).Length > Most, $"there was room left in\n{text}"));
        Assert.Equal($"{RotatedFiles.Header}\n{new string('x', Most)}\n", texts[^2]);
        Assert.Equal([100], RotatedFiles.NumbersIn(texts[^1]));
    }

    [Fact]
    public void A_file_ends_with_its_span_and_a_quiet_span_has_none()
    {
        using (RotatingFile file = Open(new RotationOptions { EveryNs = 3600 * Timestamp.NanosecondsPerSecond }))
        {
            file.Append(RotatedFiles.Line(0), RotatedFiles.At(0));
            file.Append(RotatedFiles.Line(1), RotatedFiles.At(31 * 60));
            file.Flush(RotatedFiles.At(32 * 60));

            // 08:00 has come: the file is whole though no record has told so.
            Assert.Equal([0, 1], RotatedFiles.NumbersIn(RotatedFiles.In(_folder.FullName)["conns-20261121T072800Z.csv"]));
            file.Flush(RotatedFiles.At(200 * 60));
            file.Append(RotatedFiles.Line(2), RotatedFiles.At(210 * 60));
            file.Append(RotatedFiles.Line(3), RotatedFiles.At(211 * 60));
            file.Append(RotatedFiles.Line(4), RotatedFiles.At(212 * 60));
        }

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20261121T072800Z.csv", "conns-20261121T105800Z.csv", "conns-20261121T110000Z.csv"], files.Keys);
        Assert.Equal([[0, 1], [2, 3], [4]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void A_clock_set_back_a_little_ends_no_file_and_set_back_far_does()
    {
        using (RotatingFile file = Open(new RotationOptions { EveryNs = 60 * Timestamp.NanosecondsPerSecond }))
        {
            file.Append(RotatedFiles.Line(0), RotatedFiles.At(0));
            file.Append(RotatedFiles.Line(1), RotatedFiles.At(-1));
            file.Append(RotatedFiles.Line(2), RotatedFiles.At(-7200));
        }

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20261121T052800Z.csv", "conns-20261121T072800Z.csv"], files.Keys);
        Assert.Equal([[2], [0, 1]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void Names_are_never_used_again()
    {
        string taken = _folder.Write("conns-20261121T072800Z.csv", RotatedFiles.Line(-1));
        _folder.Write("conns-20261121T072800Z_003.csv.gz", [1]);
        using (RotatingFile file = Open(new RotationOptions { Records = 1 }))
        {
            for (int number = 0; number < 3; number++)
                file.Append(RotatedFiles.Line(number), RotatedFiles.Start);
        }

        Assert.Equal(RotatedFiles.Line(-1), File.ReadAllBytes(taken));
        File.Delete(taken);
        File.Delete(_folder.Path("conns-20261121T072800Z_003.csv.gz"));
        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20261121T072800Z_002.csv", "conns-20261121T072800Z_004.csv", "conns-20261121T072800Z_005.csv"], files.Keys);
        Assert.Equal([[0], [1], [2]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void Nor_is_the_name_of_a_file_that_was_taken_away()
    {
        using (RotatingFile file = Open(new RotationOptions { Records = 1 }))
        {
            file.Append(RotatedFiles.Line(0), RotatedFiles.Start);
            File.Delete(file.Path);
            file.Append(RotatedFiles.Line(1), RotatedFiles.Start);
        }

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20261121T072800Z_002.csv", "conns-20261121T072800Z_003.csv"], files.Keys);
        Assert.Equal([[0], [1]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    /// <summary>What logrotate does: it renames a file, with or without creating the next; with copytruncate it copies and empties it.</summary>
    [Theory]
    [InlineData("moved")]
    [InlineData("replaced")]
    [InlineData("emptied")]
    public void A_file_that_is_taken_away_or_emptied_is_begun_anew(string what)
    {
        string path = _folder.Path("conns.csv");
        string old = _folder.Path("conns.csv.1");
        using (RotatingFile file = Open(new RotationOptions()))
        {
            file.Append(RotatedFiles.Line(0), RotatedFiles.At(0));
            file.Append(RotatedFiles.Line(1), RotatedFiles.At(0));
            file.Flush(RotatedFiles.At(1));
            if (what == "emptied")
            {
                File.Copy(path, old);
                using FileStream emptied = new(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
            }
            else
            {
                File.Move(path, old);
            }

            if (what == "replaced")
                File.WriteAllBytes(path, []);
            file.Append(RotatedFiles.Line(2), RotatedFiles.At(2));
            file.Flush(RotatedFiles.At(3));
            file.Append(RotatedFiles.Line(3), RotatedFiles.At(4));
            Assert.False(file.TryTakeNotice(out _));
        }

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns.csv", "conns.csv.1"], files.Keys);
        Assert.Equal([[2, 3], [0, 1]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void What_stands_under_the_name_of_a_file_that_was_taken_away_is_kept()
    {
        string path = _folder.Path("conns.csv");
        using (RotatingFile file = Open(new RotationOptions()))
        {
            File.Delete(path);
            File.WriteAllText(path, $"{RotatedFiles.Header}\n0,row 0\n");
            file.Append(RotatedFiles.Line(1), RotatedFiles.At(1));
        }

        Assert.Equal([0, 1], RotatedFiles.NumbersIn(File.ReadAllText(path)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_newest_are_kept_with_those_of_earlier_runs_and_nobody_elses(bool gzip)
    {
        string[] strangers = ["conns.csv", "conns-old.csv", "conns-20261121T072800Z_001.csv", "conns-20261121T072800Z_02.csv", "other-20250101T000000Z.csv", "conns-20250101T000000Z.json"];
        foreach (string stranger in strangers)
            _folder.Write(stranger, [1]);
        _folder.Write("conns-20250101T000000Z.csv", RotatedFiles.Line(-1));
        _folder.Write("conns-20250101T000001Z.csv.gz", [1]);
        Write(new RotationOptions { Records = 1, Keep = 3, Gzip = gzip }, 12, static _ => 0);

        foreach (string stranger in strangers)
            File.Delete(_folder.Path(stranger));
        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        string extension = gzip ? ".csv.gz" : ".csv";
        Assert.Equal(["conns-20261121T072800Z_010" + extension, "conns-20261121T072800Z_011" + extension, "conns-20261121T072800Z_012" + extension], files.Keys);
        Assert.Equal([[9], [10], [11]], files.Values.Select(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void Finished_files_are_compressed_whole_and_what_was_left_before_too()
    {
        _folder.Write("conns-20250101T000000Z.csv", [.. Encoding.UTF8.GetBytes(RotatedFiles.Header + "\n"), .. RotatedFiles.Line(7)]);
        _folder.Write("conns-20250101T000000Z.csv.gz.part", [1, 2, 3]);
        const int Records = 100_000;
        using (RotatingFile file = Open(new RotationOptions { Records = Records / 4, Gzip = true }))
        {
            for (int number = 0; number < Records; number++)
                file.Append(RotatedFiles.Line(number), RotatedFiles.At(number / 1000));
            file.Flush(RotatedFiles.At(1000));
            Assert.EndsWith(".csv", file.Path, StringComparison.Ordinal);
            Assert.Equal(Records / 4, RotatedFiles.NumbersIn(RotatedFiles.Read(file.Path)).Length);
        }

        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.All(files.Keys, name => Assert.EndsWith(".csv.gz", name, StringComparison.Ordinal));
        Assert.Equal(5, files.Count);
        Assert.Equal([7, .. Enumerable.Range(0, Records)], files.Values.SelectMany(RotatedFiles.NumbersIn));
    }

    [Fact]
    public void A_record_cut_short_by_a_kill_is_cut_off_by_the_next_run_but_not_in_a_file_still_written()
    {
        string half = RotatedFiles.Header + "\n0,row 0\n1,ro";
        _folder.Write("conns-20250101T000000Z.csv", Encoding.UTF8.GetBytes(half));
        _folder.Write("conns-20250101T000001Z.csv", Encoding.UTF8.GetBytes("numb"));
        string alive = _folder.Path("conns-20250101T000002Z.csv");
        using FileStream writing = new(alive, FileMode.Create, FileAccess.Write, FileShare.Read);
        writing.Write(Encoding.UTF8.GetBytes(half));
        writing.Flush();

        using RotatingFile file = Open(new RotationOptions { Records = 10 });
        SortedDictionary<string, string> files = RotatedFiles.In(_folder.FullName);
        Assert.Equal(["conns-20250101T000000Z.csv", "conns-20250101T000002Z.csv", "conns-20261121T072800Z.csv"], files.Keys);
        Assert.Equal([0], RotatedFiles.NumbersIn(files["conns-20250101T000000Z.csv"]));
        Assert.Equal(half, files["conns-20250101T000002Z.csv"]);
        Assert.True(file.TryTakeNotice(out string? notice));
        Assert.Contains("its last 4 bytes", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_is_in_the_file_after_a_flush_and_losing_none_is_told()
    {
        using RotatingFile file = Open(new RotationOptions { Records = 10 });
        file.Append(RotatedFiles.Line(0), RotatedFiles.Start);
        Assert.Empty(RotatedFiles.NumbersIn(File.ReadAllText(file.Path)));
        file.Flush(RotatedFiles.At(1));
        Assert.Equal([0], RotatedFiles.NumbersIn(RotatedFiles.In(_folder.FullName).Values.Single()));
        Assert.Equal(0, file.LostRecords);
        Assert.False(file.TryTakeNotice(out _));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_at_once() =>
        Assert.ThrowsAny<IOException>(() => RotatedFiles.Open(_folder.Path("no/conns.csv"), new RotationOptions { Records = 1 }));

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(new RotationOptions { Records = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(new RotationOptions { EveryNs = -1 }));
        Assert.Throws<ArgumentException>(() => Open(new RotationOptions { Keep = 3 }));
        Assert.Throws<ArgumentException>(() => Open(new RotationOptions { Gzip = true }));
    }

    private RotatingFile Open(RotationOptions options) => RotatedFiles.Open(_folder.Path("conns.csv"), options);

    private void Write(RotationOptions options, int records, Func<int, double> secondOf)
    {
        using RotatingFile file = Open(options);
        for (int number = 0; number < records; number++)
            file.Append(RotatedFiles.Line(number), RotatedFiles.At(secondOf(number)));
    }
}
