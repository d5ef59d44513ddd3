using System.Globalization;
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
        string name = CutLine.To(view.Filter is null ? view.Interface : $"{view.Interface} · {view.Filter}", room);
        console.MarkupLine($"[bold]{Ink.Safe(name)}[/]{new string(' ', room - name.Length + 1)}[grey]{time}[/]");
        console.MarkupLine(
            $"  [bold]{Rate(view.Rates.Packets)}[/] packets/s · [bold]{BitRate(view.Rates.Bits)}[/] · {Lost(view.Capture)} [grey]· {Ink.Count(view.Totals.Packets, "packet", "packets")}, {Ink.Bytes(view.Totals.WireBytes)} in all[/]");
    }

    /// <summary>Tenths only where there are few; what is rarer than they show is not nothing.</summary>
    internal static string Rate(double value) => value switch
    {
        > 0 and < 0.05 => "<0.1",
        > 0 and < 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    internal static string BitRate(double bits)
    {
        const int Thousand = 1000;
        string[] units = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];
        int unit = 0;
        while (bits >= Thousand && unit < units.Length - 1)
        {
            bits /= Thousand;
            unit++;
        }

        return bits.ToString(unit == 0 || bits >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static string Lost(LiveStatistics capture)
    {
        long lost = capture.DroppedByKernel + capture.DroppedByInterface;
        if (lost == 0)
            return "[green]lost 0[/]";
        return capture.DroppedByInterface == 0
            ? $"[red]lost {Ink.Count(lost)}[/]"
            : $"[red]lost {Ink.Count(capture.DroppedByKernel)} + {Ink.Count(capture.DroppedByInterface)} by interface[/]";
    }
}
