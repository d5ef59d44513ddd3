using System.Diagnostics;
using System.Globalization;

namespace TeardownTrace.Benchmarks.Comparison;

/// <summary>One run of a program as a whole process.</summary>
/// <param name="WallSeconds">From its start to its end, by this process's clock.</param>
/// <param name="UserSeconds">Time in its own code, all threads.</param>
/// <param name="SystemSeconds">Time in the kernel for it.</param>
/// <param name="PeakKibibytes">Largest resident set, as the kernel tells it.</param>
/// <param name="ExitCode">Its exit code.</param>
internal readonly record struct PeerRun(double WallSeconds, double UserSeconds, double SystemSeconds, long PeakKibibytes, int ExitCode)
{
    /// <summary>GNU time: it waits for the program itself, so that usage and peak memory are that one process's.</summary>
    private const string Time = "/usr/bin/time";

    /// <summary>Runs it.</summary>
    /// <param name="executable">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="RefusalException">GNU time is not installed.</exception>
    public static PeerRun Of(string executable, IEnumerable<string> arguments)
    {
        if (!File.Exists(Time))
            throw new RefusalException($"{Time} is needed to measure memory");
        string usage = Path.GetTempFileName();
        try
        {
            // Output goes to /dev/null, not through a pipe that somebody must empty.
            var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", Time, "-o", usage, "-f", "%U %S %M", executable, .. arguments]);
            long began = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start) ?? throw new RefusalException($"{executable} did not start");
            process.WaitForExit();
            double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
            string[] numbers = File.ReadLines(usage).Last().Split(' ');
            return new PeerRun(wall, Number(numbers[0]), Number(numbers[1]), (long)Number(numbers[2]), process.ExitCode);
        }
        finally
        {
            File.Delete(usage);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
