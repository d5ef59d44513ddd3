using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>A process that writes as fast as it can is killed (SIGKILL), again and again on the same path.</summary>
public sealed class RotationKillTests
{
    private const int Kills = 8;

    private static RotationOptions Options => new() { Records = 40_000, Gzip = true };

    [Fact]
    public void A_killed_run_leaves_whole_records_and_the_next_run_mends_the_last()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("conns.csv");
        for (int kill = 0; kill < Kills; kill++)
        {
            KilledWriter.RunAndKill($"{nameof(RotationKillTests)}.{nameof(Writes_until_it_is_killed)}", path, files: 2 + (kill % 3));
            SortedDictionary<string, string> files = RotatedFiles.In(folder.FullName, except: ".part");
            string last = files.Keys.Last(name => name.EndsWith(".csv", StringComparison.Ordinal));

            // Where the system cut the last write, what stands before the last line feed is whole all the same.
            files[last] = files[last][..(files[last].LastIndexOf('\n') + 1)];
            Assert.All(files.Values, AssertContinuous);
        }

        RotatedFiles.Open(path, Options).Dispose();
        SortedDictionary<string, string> mended = RotatedFiles.In(folder.FullName);
        Assert.All(mended.Keys, name => Assert.EndsWith(".gz", name, StringComparison.Ordinal));
        Assert.All(mended.Values, AssertContinuous);
        Assert.True(mended.Count > Kills * 2, $"only {mended.Count} files were written");
    }

    /// <summary>What the killed process does: started by the test above, in a process of its own.</summary>
    [Fact(Explicit = true)]
    public void Writes_until_it_is_killed()
    {
        using RotatingFile file = RotatedFiles.Open(KilledWriter.Path, Options);
        int number = 0;
        KilledWriter.WriteUntilKilled(() =>
        {
            file.Append(RotatedFiles.Line(number++), RotatedFiles.Start);
            return file.Path;
        });
    }

    private static void AssertContinuous(string text)
    {
        // A file that was only just created may lack its header.
        if (text.Length == 0)
            return;
        int[] numbers = RotatedFiles.NumbersIn(text);
        Assert.Equal(Enumerable.Range(numbers.FirstOrDefault(), numbers.Length), numbers);
    }
}
