using System.Diagnostics;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>A process that writes as fast as it can is killed (SIGKILL), again and again on the same path.</summary>
public sealed class RotationKillTests
{
    private const string PathVariable = "TEARDOWNTRACE_KILLED_WRITER";
    private const string Sign = "begun ";
    private const int Kills = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static RotationOptions Options => new() { Records = 40_000, Gzip = true };

    [Fact]
    public void A_killed_run_leaves_whole_records_and_the_next_run_mends_the_last()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("conns.csv");
        for (int kill = 0; kill < Kills; kill++)
        {
            string last = RunAndKill(path, filesBefore: 2 + (kill % 3));
            SortedDictionary<string, string> files = RotatedFiles.In(folder.FullName, except: ".part");

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
        string? path = Environment.GetEnvironmentVariable(PathVariable);
        Assert.SkipWhen(path is null, "runs in a process that another test starts");
        using RotatingFile file = RotatedFiles.Open(path, Options);
        string current = "";
        Stopwatch running = Stopwatch.StartNew();
        for (int number = 0; running.Elapsed < Patience; number++)
        {
            file.Append(RotatedFiles.Line(number), RotatedFiles.Start);
            if (current == file.Path)
                continue;
            current = file.Path;
            Console.Out.WriteLine(Sign + current);
        }

        Assert.Fail("nobody killed it");
    }

    /// <summary>Lets a process begin some files and kills it in the next one.</summary>
    /// <returns>The name of the file that was being written.</returns>
    private static string RunAndKill(string path, int filesBefore)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["-noColor", "-explicit", "only", "-method", $"*{nameof(RotationKillTests)}.{nameof(Writes_until_it_is_killed)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[PathVariable] = path;
        using Process process = Process.Start(start)!;
        string last = "";
        for (int files = 0; files < filesBefore;)
        {
            string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the writing process ended");
            if (!line.StartsWith(Sign, StringComparison.Ordinal))
                continue;
            last = line[Sign.Length..];
            files++;
        }

        process.Kill();
        while (process.StandardOutput.ReadLine() is string line)
        {
            if (line.StartsWith(Sign, StringComparison.Ordinal))
                last = line[Sign.Length..];
        }

        process.WaitForExit();
        return Directory.EnumerateFiles(Path.GetDirectoryName(last)!, "*.csv").Select(file => Path.GetFileName(file)).Max(StringComparer.Ordinal)!;
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
