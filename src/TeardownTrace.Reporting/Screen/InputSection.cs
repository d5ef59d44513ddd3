using Spectre.Console;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What was read, over which time, and what was left out and why.</summary>
internal static class InputSection
{
    private const int FilesNamed = 3;

    internal static void Render(IAnsiConsole console, RunSummary run)
    {
        AnalysisTotals totals = run.Totals;
        string[] files = [.. run.Captures.SelectMany(capture => capture.Files)];
        console.WriteLine(Names(files), Ink.Bold);
        long bytes = 0;
        foreach (ReadCapture capture in run.Captures)
            bytes += capture.Bytes;
        string origin = run.Live is null ? $"{Ink.Count(files.Length, "file", "files")} of {Ink.Bytes(bytes)}" : $"{Ink.Bytes(bytes)} captured";

        // Whether files were taken for pieces of one capture decides of every connection between them.
        if (files.Length > 1)
            origin += $", {Ink.Count(run.Captures.Count, "capture", "captures")}";
        console.WriteLine($"  {Ink.Count(totals.Packets, "packet", "packets")} · {Ink.Bytes(totals.WireBytes)} on the wire · {origin}");
        if (totals.FirstTime is Timestamp first && totals.LastTime is Timestamp last)
            console.WriteLine($"  {Ink.Time(first)} to {Until(first, last)} UTC ({DurationText.Of(DurationText.Span(last.Nanoseconds - first.Nanoseconds))})");
        else if (totals.Packets > 0)
            console.WriteLine("  The packets have no timestamps: no time and no duration is known", Ink.Aside);

        if (run.Live is LiveStatistics live)
            RenderLosses(console, live);
        RenderSkipped(console, totals);
        if (run.Interrupted)
            console.WriteLine("  Interrupted: this is what was read until then.", Ink.Warning);
        if (totals.Packets == 0)
            console.WriteLine("  No packets were read.", Ink.Warning);
        else if (run.OpenNow is int open)
            console.WriteLine($"  {Ink.Count(open, "connection is", "connections are")} open now");
        else if (totals.Connections == 0)
            console.WriteLine("  No TCP connections were found.", Ink.Warning);
    }

    internal static void RenderTotals(IAnsiConsole console, AnalysisTotals totals)
    {
        if (totals.Connections == 0)
            return;

        string kinds = string.Join(", ", TallyRow.LargestFirst(EndingsSection.Kinds(totals).Select(row => row with { Count = new Tally(row.Count.Certain, Inconclusive: 0) }))
            .Where(row => row.Count.Certain > 0)
            .Select(row => $"{Ink.Count(row.Count.Certain)} {row.Label}")
            .Append($"{Ink.Count(totals.Inconclusive)} inconclusive"));
        Ink.Indented(console, new Text($"{Ink.Count(totals.Connections, "connection", "connections")}: {kinds}"));
    }

    /// <summary>Told also where nothing was lost: that is what a reader wants to know first.</summary>
    private static void RenderLosses(IAnsiConsole console, LiveStatistics live)
    {
        string lost = $"Lost: {Ink.Count(live.DroppedByKernel, "packet", "packets")} by the kernel, {Ink.Count(live.DroppedByInterface)} by the interface";
        Paragraph text = live switch
        {
            { DroppedByKernel: > 0 } => new($"{lost}; connections alive meanwhile are inconclusive; raise --buffer-size, or narrow --filter", Ink.Warning),
            { DroppedByInterface: > 0 } => new($"{lost}; connections alive meanwhile are inconclusive", Ink.Warning),
            _ => new(lost),
        };
        if (live.Outages > 0)
            text.Append("; ").Append($"the interface was away {Ink.Times(live.Outages)}", Ink.Warning);
        Ink.Indented(console, text);
    }

    private static void RenderSkipped(IAnsiConsole console, AnalysisTotals totals)
    {
        long skipped = totals.Packets - totals.Decoded[(int)DecodeResult.Tcp];
        if (skipped > 0)
        {
            string reasons = string.Join(", ", Enumerable.Range(1, totals.Decoded.Length - 1)
                .Where(reason => totals.Decoded[reason] > 0)
                .Select(reason => $"{Ink.Count(totals.Decoded[reason])} {Vocabulary.DecodeResults[reason].Title}"));
            Ink.Indented(console, new Text($"Not TCP or not read: {Ink.Count(skipped)} ({reasons})", Ink.Aside));
        }

        if (totals.MirrorDuplicates > 0)
            console.WriteLine($"  Seen twice by the mirror: {Ink.Count(totals.MirrorDuplicates, "segment", "segments")}, counted once", Ink.Aside);
        long evicted = totals.EvictedHalfOpen + totals.EvictedIdle;
        if (evicted > 0)
            console.WriteLine($"  Table full: {Ink.Count(evicted, "connection", "connections")} made room early; raise --max-connections", Ink.Warning);
    }

    /// <summary>The date is said again only where it is another one.</summary>
    private static string Until(Timestamp first, Timestamp last)
    {
        const int DateLength = 10;
        string time = Ink.Time(last);
        return Ink.Time(first).AsSpan(0, DateLength).SequenceEqual(time.AsSpan(0, DateLength)) ? time[(DateLength + 1)..] : time;
    }

    private static string Names(string[] files)
    {
        if (files.Length == 0)
            return "Nothing was read";
        string named = string.Join(", ", files.Take(FilesNamed).Select(file => PrintableText.Of(CaptureFiles.Told(file))));
        return files.Length > FilesNamed ? $"{named} and {Ink.Count(files.Length - FilesNamed)} more" : named;
    }
}
