using Spectre.Console;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What passes the interface, and what of it was lost.</summary>
internal static class LiveTrafficSection
{
    internal static void Render(IAnsiConsole console, LiveView view, int width)
    {
        string time = $"{Ink.Time(view.Time)} UTC";
        if (view.Running >= TimeSpan.FromSeconds(1))
            time += $" · {DurationText.Of(TimeSpan.FromSeconds(Math.Floor(view.Running.TotalSeconds)))}";
        int room = width - time.Length - 1;
        string name = CutLine.To(PrintableText.Of(view.Filter is null ? view.Interface : $"{view.Interface} · {view.Filter}"), room);
        console.Write(new Paragraph(name, Ink.Bold).Append(new string(' ', room - CutLine.Cells(name) + 1)).Append($"{time}\n", Ink.Aside));
        console.Write(new Paragraph("  ")
            .Append(Ink.Rate(view.Rates.Packets), Ink.Bold)
            .Append(" packets/s · ")
            .Append(Ink.BitRate(view.Rates.Bits), Ink.Bold)
            .Append(" · ")
            .Append(Lost(view.Capture), view.Capture is { DroppedByKernel: 0, DroppedByInterface: 0 } ? Color.Green : Color.Red)
            .Append($" · {Ink.Count(view.Totals.Packets, "packet", "packets")}, {Ink.Bytes(view.Totals.WireBytes)} in all\n", Ink.Aside));
    }

    private static string Lost(LiveStatistics capture)
    {
        string byKernel = $"lost {Ink.Count(capture.DroppedByKernel)}";
        return capture.DroppedByInterface == 0 ? byKernel : $"{byKernel} + {Ink.Count(capture.DroppedByInterface)} by interface";
    }
}
