using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>A disk that is filled by somebody else and emptied again.</summary>
public sealed class FullDiskTests
{
    private const string DiskSize = "16m";

    [Fact]
    public void Writing_goes_on_when_there_is_room_again_and_what_was_lost_is_counted()
    {
        using SmallDisk disk = SmallDisk.Mount(DiskSize);
        const int Before = 1000;
        const int During = 400_000;
        const int After = 1000;
        using RotatingFile file = RotatedFiles.Open(disk.Path("conns.csv"), new RotationOptions { Records = During * 2 });
        int number = 0;
        Append(file, ref number, Before, second: 0);
        file.Flush(RotatedFiles.At(0));

        string stranger = disk.Fill();
        Append(file, ref number, During, second: 1);
        file.Flush(RotatedFiles.At(2));
        long lost = file.LostRecords;
        Assert.InRange(lost, 1, During);
        Assert.True(file.TryTakeNotice(out string? notice));
        Assert.Contains("No space left on device", notice, StringComparison.Ordinal);
        Assert.Contains(file.Path, notice, StringComparison.Ordinal);
        Assert.False(file.TryTakeNotice(out _), "one outage is told once");

        // Whole rows stand in the file also while the disk is full.
        int[] meanwhile = RotatedFiles.NumbersIn(RotatedFiles.In(disk.Folder.FullName, except: "stranger").Values.Single());
        Assert.Equal(Enumerable.Range(0, meanwhile.Length), meanwhile);

        File.Delete(stranger);
        Append(file, ref number, 1, second: 2.5);
        Assert.Equal(lost + 1, file.LostRecords);
        Append(file, ref number, After, second: 4);
        file.Flush(RotatedFiles.At(5));
        Assert.Equal(lost + 1, file.LostRecords);
        Assert.True(file.TryTakeNotice(out notice));
        Assert.Contains($"{lost + 1} records were lost", notice, StringComparison.Ordinal);

        int[] numbers = RotatedFiles.NumbersIn(RotatedFiles.In(disk.Folder.FullName).Values.Single());
        Assert.Equal(number - file.LostRecords, numbers.Length);
        Assert.Equal(Enumerable.Range(number - After, After), numbers[^After..]);
        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Fact]
    public void A_file_that_cannot_be_begun_is_begun_later_with_all_that_came_meanwhile()
    {
        using SmallDisk disk = SmallDisk.Mount(DiskSize);
        using RotatingFile file = RotatedFiles.Open(disk.Path("conns.csv"), new RotationOptions { Records = 10, EveryNs = Timestamp.NanosecondsPerSecond });
        int number = 0;
        Append(file, ref number, 10, second: 0);
        file.Flush(RotatedFiles.At(0));
        string stranger = disk.Fill();
        Append(file, ref number, 15, second: 1);
        Append(file, ref number, 15, second: 2.5);
        Assert.Single(RotatedFiles.In(disk.Folder.FullName, except: "stranger"));

        File.Delete(stranger);
        Append(file, ref number, 10, second: 4);
        file.Flush(RotatedFiles.At(5));
        Assert.Equal(0, file.LostRecords);
        SortedDictionary<string, string> files = RotatedFiles.In(disk.Folder.FullName);
        Assert.Equal(["conns-20261121T072800Z.csv", "conns-20261121T072801Z.csv", "conns-20261121T072804Z.csv"], files.Keys);
        int[][] numbers = [.. files.Values.Select(RotatedFiles.NumbersIn)];
        Assert.Equal([10, 30, 10], numbers.Select(of => of.Length));
        Assert.Equal(Enumerable.Range(0, number), numbers.SelectMany(of => of));
    }

    [Fact]
    public void What_could_not_be_written_to_the_end_is_lost_and_counted()
    {
        using SmallDisk disk = SmallDisk.Mount(DiskSize);
        const int Records = 1000;
        RotatingFile file = RotatedFiles.Open(disk.Path("conns.csv"), new RotationOptions());
        disk.Fill();
        int number = 0;
        Append(file, ref number, Records, second: 0);
        file.Dispose();
        int written = RotatedFiles.NumbersIn(RotatedFiles.In(disk.Folder.FullName, except: "stranger").Values.Single()).Length;
        Assert.Equal(Records, written + file.LostRecords);
        Assert.NotEqual(0, file.LostRecords);
    }

    private static void Append(RotatingFile file, ref int number, int records, double second)
    {
        for (int end = number + records; number < end; number++)
            file.Append(RotatedFiles.Line(number), RotatedFiles.At(second));
    }
}
