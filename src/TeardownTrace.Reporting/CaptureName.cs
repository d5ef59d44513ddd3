using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>What the capture of a connection is called: by the file its frames are in, or by several, joined by ';'.</summary>
internal static class CaptureName
{
    /// <summary>The name of a connection's capture.</summary>
    /// <param name="report">The connection.</param>
    /// <param name="files">The files that its frames are numbered in, as given on the command line.</param>
    internal static string Of(in ConnectionReport report, IReadOnlyList<string> files)
    {
        int first = report.FirstFrame.FileIndex;
        int last = report.LastFrame.FileIndex;
        return first == last ? files[first] : string.Join(';', files.Skip(first).Take(last - first + 1));
    }
}
