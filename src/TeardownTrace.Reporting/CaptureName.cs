using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>What captures are called.</summary>
internal static class CaptureName
{
    /// <summary>The name of a connection's capture: of the file its frames are in, or of several, joined by ';'.</summary>
    /// <param name="report">The connection.</param>
    /// <param name="files">The files that its frames are numbered in, as given on the command line.</param>
    internal static string Of(in ConnectionReport report, IReadOnlyList<string> files)
    {
        int first = report.FirstFrame.FileIndex;
        int last = report.LastFrame.FileIndex;
        return first == last ? files[first] : string.Join(';', files.Skip(first).Take(last - first + 1));
    }

    /// <summary>What files are called beside frames: without their folders, as far as that tells them apart.</summary>
    /// <param name="files">The files, as given on the command line.</param>
    internal static string[] Short(IReadOnlyList<string> files)
    {
        HashSet<string> shared = [.. files.Distinct(StringComparer.Ordinal).GroupBy(Path.GetFileName, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).SelectMany(same => same)];
        return [.. files.Select(file => CaptureFiles.Told(shared.Contains(file) ? file : Path.GetFileName(file)))];
    }
}
