using Spectre.Console;
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

        bool isOneFile = run.Captures.Sum(capture => capture.Files.Count) == 1;
        Ink.Heading(console, "Connections to look at");
        foreach (TellingReport telling in run.Totals.Telling.Take(Shown))
            Render(console, telling.Report, telling.Files, isOneFile);
    }

    /// <summary>One connection: its ends and frames, and below them its sentence.</summary>
    internal static void Render(IAnsiConsole console, in ConnectionReport report, IReadOnlyList<string> files, bool isOneFile)
    {
        string client = Endpoint(report.ClientAddress, report.ClientPort);
        string server = Endpoint(report.ServerAddress, report.ServerPort);
        string kind = Vocabulary.CloseKinds[(int)report.CloseKind].Token;
        Ink.Indented(console, new Paragraph(Number(in report), Ink.Bold).Append($"{client} → {server} · {kind} · {Frames(in report, files, isOneFile)}"));

        TextBuffer sentence = new() { Files = files };
        Explanation.Append(sentence, in report);
        Ink.Indented(console, new Text(PrintableText.Of(sentence.ToString())), SentenceIndent);
    }

    /// <summary>A connection that the table has not numbered yet has none.</summary>
    private static string Number(in ConnectionReport report) => report.Id == 0 ? "" : $"#{report.Id} ";

    private static string Endpoint(HostAddress address, ushort port) => address.IsIPv4 ? $"{address}:{port}" : $"[{address}]:{port}";

    private static string Frames(in ConnectionReport report, IReadOnlyList<string> files, bool isOneFile)
    {
        string span = report.FirstFrame == report.LastFrame
            ? $"frame {report.FirstFrame.Number}"
            : $"frames {report.FirstFrame.Number} to {report.LastFrame.Number}";
        return isOneFile ? span : $"{span} of {PrintableText.Of(Path.GetFileName(CaptureName.Of(in report, files)))}";
    }
}
