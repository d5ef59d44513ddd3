using System.Text.Json;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>Files of a capture that goes on: they rotate, outlive a kill and a full disk, and hold whole rows. A small table makes rows come at once.</summary>
public sealed class LiveOutputTests
{
    private const string Fields = "id,client_port,close_kind";

    /// <summary>So many connections are tracked that each new one makes an older one's row.</summary>
    private const string SmallTable = "20";

    [Fact]
    public void Files_rotate_under_load_and_each_is_complete()
    {
        const int Connections = 300;
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        using LiveProcess process = LiveProcess.Start(
            wire, "-f", "tcp", "--max-connections", SmallTable, "--csv", folder.Path("a.csv"), "--fields", Fields, "--rotate-rows", "40", "--keep", "3", "--gzip");

        for (int i = 0; i < Connections; i++)
            wire.Converse();
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        string[] files = FilesOf(folder, "a*");
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.EndsWith(".csv.gz", file, StringComparison.Ordinal));
        string[][] rows = [.. files.Select(file => LiveTable.Rows(file, Fields))];
        Assert.Equal([40, 40, 20], rows.Select(file => file.Length));
        Assert.Equal(Enumerable.Range(201, 100), rows.SelectMany(file => file).Select(row => int.Parse(row.Split(',')[0])));
    }

    [Fact]
    public async Task A_named_pipe_takes_rows_as_standard_output_does()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        Tool.Run("mkfifo", folder.Path("pipe"));
        Task<string> read = Task.Run(() => File.ReadAllText(folder.Path("pipe")));
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", folder.Path("pipe"), "--fields", "id,close_kind");

        wire.Converse();
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("id,close_kind\r\n1,graceful\r\n", await read.WaitAsync(Poll.Bound, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_kill_under_load_leaves_whole_rows_and_the_next_run_mends_the_last_file()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string[] arguments =
        [
            "-f", "tcp", "--max-connections", SmallTable, "--fields", Fields, "--rotate-rows", "40", "--csv", folder.Path("a.csv"), "--json", folder.Path("a.json"),
        ];
        using (LiveProcess process = LiveProcess.Start(wire, arguments))
        {
            using ManualResetEventSlim isKilled = new();
            Task load = Task.Run(() =>
            {
                while (!isKilled.IsSet)
                    wire.Converse();
            });
            Poll.Until(() => FilesOf(folder, "a*.csv").Length > 3, () => "three files and the next");
            process.Signal("KILL");
            process.AwaitExit();
            isKilled.Set();
            await load;
        }

        string[] killed = FilesOf(folder, "a*.csv");
        Assert.All(killed[..^1], file => Assert.Equal(40, LiveTable.Rows(file, Fields).Length));
        int whole = LiveTable.WholeRows(killed[^1]).Length;

        // One that was only just begun, without a whole header, is taken away.
        bool isBegun = File.ReadAllText(killed[^1]).Contains('\n', StringComparison.Ordinal);
        using (LiveProcess next = LiveProcess.Start(wire, arguments))
            Assert.Equal(0, next.Stop().ExitCode);

        Assert.Equal(isBegun, File.Exists(killed[^1]));
        string[] mended = isBegun ? killed : killed[..^1];
        if (isBegun)
            Assert.Equal(whole, LiveTable.Rows(killed[^1], Fields).Length);
        string[] ids = [.. mended.SelectMany(file => LiveTable.Rows(file, Fields)).Select(row => row.Split(',')[0])];
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(id => $"{id}"), ids);
        Assert.All(FilesOf(folder, "a*.json").SelectMany(File.ReadLines), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void A_full_disk_is_told_once_and_rows_wait_for_room()
    {
        const int Connections = 400;
        using Wire wire = Wire.Make();
        using SmallDisk disk = SmallDisk.Mount("64k");
        string table = disk.Path("a.csv");
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--max-connections", SmallTable, "--csv", table);
        disk.Fill();
        for (int i = 0; i < Connections; i++)
            wire.Converse();
        process.AwaitError("No space left on device");

        // All at once: room for some rows only would be a disk that is full a second time.
        disk.Grow("16m");
        process.AwaitError("a.csv: written again; 0 records were lost so far");
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("No space left", StringComparison.Ordinal));
        Assert.Equal(Connections + 1, File.ReadLines(table).Count());
        Assert.Contains($"How {Connections} connections ended", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_grows_too_large_is_told_and_the_capture_goes_on()
    {
        const int Connections = 100;
        using Wire wire = Wire.Make("bash");
        using TemporaryFolder folder = new();
        string table = folder.Path("a.csv");
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "bash", "-c", $"{FailingStreamTests.SmallFiles} exec {TeardownTraceCommand.Path} live -i {Wire.Device} -f tcp --max-connections {SmallTable} --csv {table}");
        process.AwaitError("listening");
        for (int i = 0; i < Connections; i++)
            wire.Converse();
        process.AwaitError("a.csv: File too large; tried again every second");
        CommandResult result = process.Stop();

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"How {Connections} connections ended", result.Output, StringComparison.Ordinal);
        Assert.Contains($"a.csv: rows that could not be written and are lost: {Connections + 1 - File.ReadLines(table).Count()}\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table: is written for --csv; choose another name for --json", "--csv", "table", "--json", "./table")]
    [InlineData("table: is written for --csv; choose another name for --json", "--csv", "table", "--json", "linked/table", "--rotate-rows", "40")]
    [InlineData("s: is written as a table; choose another name for --write", "--csv", "linked/s", "--write", "s")]
    public void Two_outputs_do_not_go_to_one_file(string mistake, params string[] arguments)
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        Directory.CreateSymbolicLink(folder.Path("linked"), folder.FullName);
        using LiveProcess process = LiveProcess.StartSilent(
            wire, ["env", "-C", folder.FullName, TeardownTraceCommand.Path, "live", "-i", Wire.Device, .. arguments]);
        CommandResult result = process.Await();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(mistake, Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Path("table")));
    }

    [Theory]
    [InlineData("--csv", "table", "--json", "missing/a.json")]
    [InlineData("--csv", "table", "--write", "missing/ring.pcapng")]
    [InlineData("--csv", "table", "--write", "table")]
    [InlineData("--csv", "new", "--json", "missing/a.json")]
    [InlineData("--csv", "new", "--json", "missing/a.json", "--rotate-rows", "40", "--keep", "1", "--gzip")]
    public void An_output_that_cannot_be_created_leaves_the_others_as_they_were(params string[] arguments)
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        folder.Write("table", "old"u8.ToArray());
        folder.Write("new-20260101T000000Z", "id\r\n"u8.ToArray());
        using LiveProcess process = LiveProcess.StartSilent(
            wire, ["env", "-C", folder.FullName, TeardownTraceCommand.Path, "live", "-i", Wire.Device, .. arguments]);
        CommandResult result = process.Await();

        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal("old", File.ReadAllText(folder.Path("table")));
        Assert.Equal([folder.Path("new-20260101T000000Z"), folder.Path("table")], FilesOf(folder, "*"));
    }

    [Fact]
    public void A_table_whose_header_finds_no_room_is_refused_and_not_left_behind()
    {
        using Wire wire = Wire.Make();
        using SmallDisk disk = SmallDisk.Mount("64k");
        string stranger = disk.Fill();
        using LiveProcess process = LiveProcess.StartSilent(wire, TeardownTraceCommand.Path, "live", "-i", Wire.Device, "--csv", disk.Path("a.csv"));
        CommandResult result = process.Await();

        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("a.csv: cannot be created for --csv: No space left on device\n", result.Error, StringComparison.Ordinal);
        Assert.Equal([stranger], FilesOf(disk.Folder, "*"));
    }

    [Fact]
    public void A_table_whose_header_finds_no_room_leaves_the_packets_of_write_as_they_were()
    {
        using Wire wire = Wire.Make();
        using SmallDisk disk = SmallDisk.Mount("64k");
        using TemporaryFolder folder = new();
        disk.Fill();

        // As many as are kept: one more, and the oldest would be deleted.
        string[] old = [.. Enumerable.Range(0, 10).Select(day => folder.Write($"ring-2026011{day}T000000Z.pcapng.gz", [1]))];
        using LiveProcess process = LiveProcess.StartSilent(
            wire, TeardownTraceCommand.Path, "live", "-i", Wire.Device, "--csv", disk.Path("a.csv"), "--write", folder.Path("ring.pcapng"));
        CommandResult result = process.Await();

        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("a.csv: cannot be created for --csv: No space left on device\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(old, FilesOf(folder, "*"));
    }

    /// <summary>Files of a rotation in the order they were begun: their names tell it.</summary>
    private static string[] FilesOf(TemporaryFolder folder, string pattern) =>
        [.. Directory.GetFiles(folder.FullName, pattern).Order(StringComparer.Ordinal)];
}
