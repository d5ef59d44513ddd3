using Spectre.Console;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The interfaces that can be captured from, one line each where the width allows it.</summary>
public static class InterfacesScreen
{
    /// <summary>Blanks between columns.</summary>
    private const int Gap = 2;

    /// <summary>Columns below which a description is not worth its lines.</summary>
    private const int ShortestDescription = 20;

    /// <summary>The column that gives way where the width does not hold the others.</summary>
    private const int LinkTypes = 2;

    private static readonly string[] Titles = ["name", "state", "link type", "addresses", "description"];

    /// <summary>Writes the table. Where the width does not hold it, addresses stand below each other, descriptions wrap or are left out, and at last link types are.</summary>
    /// <param name="devices">The interfaces, in the order they are shown.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="output">Receives it, line by line without trailing blanks.</param>
    public static void Write(IReadOnlyList<LiveDevice> devices, ScreenOptions options, TextWriter output)
    {
        int width = Math.Max(options.Width, ScreenOptions.MinWidth);
        RenderedScreen.Write(options with { Width = width }, output, console => Render(console, devices, width));
    }

    private static void Render(IAnsiConsole console, IReadOnlyList<LiveDevice> devices, int width)
    {
        if (devices.Count == 0)
        {
            console.WriteLine("No interface can be captured from here.");
            return;
        }

        string[][] rows = [Titles, .. devices.Select(device => RowOf(device, ", "))];
        if (WidthOf(rows) > width)
            rows = [Titles, .. devices.Select(device => RowOf(device, "\n"))];
        if (width - WidthOf([.. rows.Select(row => row[..^1])]) < ShortestDescription + Gap)
            rows = [.. rows.Select(row => row[..^1])];
        if (WidthOf(rows) > width)
            rows = [.. rows.Select(row => (string[])[.. row[..LinkTypes], .. row[(LinkTypes + 1)..]])];

        AlignedTable table = new([.. Enumerable.Repeat(new AlignedTable.Column(After: Gap), rows[0].Length)]);
        table.AddRow([.. Ink.Titles(rows[0])]);
        foreach (string[] row in rows[1..])
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        console.Write(table);
    }

    /// <summary>Columns in which no line of a cell is broken.</summary>
    private static int WidthOf(string[][] rows) =>
        Enumerable.Range(0, rows[0].Length).Sum(column => Gap + rows.Max(row => row[column].Split('\n').Max(line => line.Length)));

    private static string[] RowOf(LiveDevice device, string separator) =>
    [
        PrintableText.Of(device.Name),
        StateOf(device),
        PrintableText.Of(device.LinkTypeText ?? device.LinkType?.Number.ToString() ?? Ink.Nothing),
        device.Addresses.Count == 0 ? Ink.Nothing : string.Join(separator, device.Addresses),
        PrintableText.Of(device.Description ?? ""),
    ];

    private static string StateOf(LiveDevice device)
    {
        LiveDeviceStates states = device.States;
        bool isUp = states.HasFlag(LiveDeviceStates.Up);
        // Sources that are no network, a netfilter queue say, are neither up nor down. They are described, interfaces of Linux are not.
        if (!isUp && states.HasFlag(LiveDeviceStates.NotConnectable) && device.Description is not null)
            return Ink.Nothing;

        List<string> words = [isUp ? "up" : "down"];
        if (isUp && (states & LiveDeviceStates.NotConnectable) == LiveDeviceStates.Disconnected)
            words.Add(states.HasFlag(LiveDeviceStates.Wireless) ? "not associated" : "no carrier");
        else if (isUp && !states.HasFlag(LiveDeviceStates.Running))
            words.Add("not running");
        if (states.HasFlag(LiveDeviceStates.Loopback))
            words.Add("loopback");
        if (states.HasFlag(LiveDeviceStates.Wireless))
            words.Add("wireless");
        return string.Join(", ", words);
    }
}
