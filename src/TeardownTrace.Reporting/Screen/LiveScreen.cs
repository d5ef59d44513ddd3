using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>
/// The screen of a capture that goes on. Its upper part always has the same lines in the same places, so that the eye finds a number again;
/// what there is room for follows below: hosts, services, connections to look at.
/// </summary>
public static class LiveScreen
{
    /// <summary>Columns that the upper part needs; on a narrower terminal its right side is out of sight.</summary>
    private const int MinWidth = 80;

    /// <summary>More columns than a table needs: where one is drawn on fewer, its numbers are cut.</summary>
    private const int Uncut = 200;

    private const int MostWarningLines = 4;
    private const int FewestServices = 3;
    private const int MostServices = 8;

    /// <summary>Draws it.</summary>
    /// <param name="view">The moment.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="height">Lines of the terminal.</param>
    /// <returns>Exactly so many lines; the last one tells the keys, those before it what an operator must know.</returns>
    public static IReadOnlyList<string> Render(LiveView view, ScreenOptions options, int height)
    {
        ArgumentNullException.ThrowIfNull(view);
        int width = Math.Clamp(options.Width, 1, ScreenOptions.MaxWidth);
        options = options with { Width = Math.Max(width, ScreenOptions.MinWidth) };
        string[] bottom =
        [
            .. RenderedScreen.Lines(options, console => RenderWarnings(console, view.Warnings)).Take(MostWarningLines),
            .. RenderedScreen.Lines(options, console => console.WriteLine("q stops and reports, as Ctrl-C does · h shows hosts", Ink.Aside)),
        ];
        int end = Math.Max(0, height - bottom.Length);
        List<string> lines = [.. Table(options, console => LiveTrafficSection.Render(console, view, options.Width)), ""];
        lines.AddRange(Table(options, console => LiveStatesSection.Render(console, view)));
        AddHosts(lines, view, options, end);
        AddServices(lines, view, options, end);
        AddTelling(lines, view, options, end);
        IEnumerable<string> blank = Enumerable.Repeat("", Math.Max(0, end - lines.Count));
        char ellipsis = options.Unicode ? '…' : '~';
        return [.. lines.Take(end).Concat(blank).Concat(bottom.TakeLast(height)).Select(line => CutLine.To(line, width, ellipsis))];
    }

    private static IEnumerable<string> Table(ScreenOptions options, Action<IAnsiConsole> render) =>
        RenderedScreen.Lines(options with { Width = Uncut }, render);

    private static void RenderWarnings(IAnsiConsole console, IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
            console.WriteLine(PrintableText.Of(warning), Ink.Warning);
    }

    private static void AddHosts(List<string> lines, LiveView view, ScreenOptions options, int end)
    {
        int room = end - lines.Count - 2;
        if (view.Census.Hosts.Count > 0 && room > 0)
            lines.AddRange(Table(options, console => LiveHostsSection.Render(console, view.Census.Hosts.Take(room), Math.Max(options.Width, MinWidth))).Prepend(""));
    }

    /// <summary>Takes a few lines where connections to look at want room, too, and more where they do not.</summary>
    private static void AddServices(List<string> lines, LiveView view, ScreenOptions options, int end)
    {
        int room = end - lines.Count - 2;
        int wanted = view.Telling.Count == 0 ? MostServices : Math.Clamp(room / 4, FewestServices, MostServices);
        int shown = Math.Min(wanted, room);
        if (view.Totals.Services.Count > 0 && shown > 0)
            lines.AddRange(Table(options, console => console.Write(ServicesSection.Table(view.Totals, new Text("Services", Ink.Bold), shown, options.Width))).Prepend(""));
    }

    private static void AddTelling(List<string> lines, LiveView view, ScreenOptions options, int end)
    {
        const int HeadingLines = 2;
        const int Fewest = 2;
        if (end - lines.Count < HeadingLines + Fewest)
            return;
        if (view.Totals.Connections == 0)
            lines.AddRange(RenderedScreen.Lines(options, console => console.WriteLine("Verdicts are final two minutes after the last segment: until then a late one can change them.", Ink.Aside)).Prepend(""));

        bool isFirst = true;
        foreach (ConnectionReport report in view.Telling)
        {
            string[] told = [.. RenderedScreen.Lines(options, console => TellingSection.Render(console, in report, [view.Interface], names: null))];
            int room = end - lines.Count - (isFirst ? HeadingLines : 0);
            if (!isFirst && told.Length > room)
                return;
            if (isFirst)
                lines.AddRange(RenderedScreen.Lines(options, console => console.WriteLine("Last to look at", Ink.Bold)).Prepend(""));
            isFirst = false;
            lines.AddRange(told.Length <= room ? told : CutShort(told, room, options));
        }
    }

    private static IEnumerable<string> CutShort(string[] told, int room, ScreenOptions options) =>
        told.Take(room - 1).Append(told[room - 1] + (options.Unicode ? " …" : " ~"));
}
