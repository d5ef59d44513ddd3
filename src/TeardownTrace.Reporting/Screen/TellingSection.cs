using Spectre.Console;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The connections that tell most, each with its sentence and frames.</summary>
internal static class TellingSection
{
    private const int Shown = 8;
    private const int SentenceIndent = 4;

    internal static void Render(IAnsiConsole console, RunSummary run)
    {
        if (run.Totals.Telling.Count == 0)
            return;

        string[] files = [.. run.Captures.SelectMany(capture => capture.Files).Distinct(StringComparer.Ordinal)];
        Dictionary<string, string>? names = files.Length == 1 ? null : files.Zip(CaptureName.Short(files)).ToDictionary(StringComparer.Ordinal);
        Ink.Heading(console, "Connections to look at");
        foreach (TellingReport telling in run.Totals.Telling.Take(Shown))
            Render(console, telling.Report, telling.Files, names);
    }

    /// <summary>One connection: its ends and frames, and below them its sentence.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The connection.</param>
    /// <param name="files">The files of its capture.</param>
    /// <param name="names">What they are called; null where there is one file only, which needs no name.</param>
    internal static void Render(IAnsiConsole console, in ConnectionReport report, IReadOnlyList<string> files, IReadOnlyDictionary<string, string>? names)
    {
        string client = Endpoint(report.ClientAddress, report.ClientPort);
        string server = Endpoint(report.ServerAddress, report.ServerPort);
        string kind = Vocabulary.CloseKinds[(int)report.CloseKind].Token;
        Ink.Indented(console, new Paragraph(Number(in report), Ink.Bold).Append($"{client} → {server} · {kind} · {Frames(in report, files, names)}"));

        TextBuffer sentence = new() { Frames = { Files = files } };
        Explanation.Append(sentence, in report);
        Ink.Indented(console, new Text(PrintableText.Of(sentence.ToString())), SentenceIndent);
    }

    /// <summary>A connection that the table has not numbered yet has none.</summary>
    private static string Number(in ConnectionReport report) => report.Id == 0 ? "" : $"#{report.Id} ";

    private static string Endpoint(HostAddress address, ushort port) => address.IsIPv4 ? $"{address}:{port}" : $"[{address}]:{port}";

    private static string Frames(in ConnectionReport report, IReadOnlyList<string> files, IReadOnlyDictionary<string, string>? names)
    {
        FrameNumber first = report.FirstFrame;
        FrameNumber last = report.LastFrame;
        if (names is not null && first.FileIndex != last.FileIndex)
            return $"frame {first.Number} of {NameOf(first)} to frame {last.Number} of {NameOf(last)}";
        string span = first == last ? $"frame {first.Number}" : $"frames {first.Number} to {last.Number}";
        return names is null ? span : $"{span} of {NameOf(first)}";

        string NameOf(FrameNumber frame) => PrintableText.Of(names[files[frame.FileIndex]]);
    }
}
