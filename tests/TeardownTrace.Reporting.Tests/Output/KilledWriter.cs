using System.Diagnostics;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>A test of this assembly that does nothing but write files, as fast as it can, in a process of its own which another test kills (SIGKILL).</summary>
internal static class KilledWriter
{
    private const string PathVariable = "TEARDOWNTRACE_KILLED_WRITER";
    private const string Sign = "begun ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where the process that is to be killed writes to; skips the test in any other.</summary>
    public static string Path
    {
        get
        {
            string? path = Environment.GetEnvironmentVariable(PathVariable);
            Assert.SkipWhen(path is null, "runs in a process that another test starts");
            return path;
        }
    }

    /// <summary>What that process does: writes on and tells of every file that it begins.</summary>
    /// <param name="write">Writes a little more, and returns the file that is being written.</param>
    public static void WriteUntilKilled(Func<string> write)
    {
        string current = "";
        Stopwatch running = Stopwatch.StartNew();
        while (running.Elapsed < Patience)
        {
            string file = write();
            if (file == current)
                continue;
            current = file;
            Console.Out.WriteLine(Sign + current);
        }

        Assert.Fail("nobody killed it");
    }

    /// <summary>Lets a process begin some files and kills it in the last of them.</summary>
    /// <param name="test">The test that writes, such as <c>SomeTests.Writes_until_it_is_killed</c>.</param>
    /// <param name="path">The path it writes to.</param>
    /// <param name="files">Files that it begins at least.</param>
    public static void RunAndKill(string test, string path, int files)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["-noColor", "-explicit", "only", "-method", $"*{test}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[PathVariable] = path;
        using Process process = Process.Start(start)!;
        for (int begun = 0; begun < files;)
        {
            string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the writing process ended");
            begun += line.StartsWith(Sign, StringComparison.Ordinal) ? 1 : 0;
        }

        process.Kill();
        process.WaitForExit();
    }
}
