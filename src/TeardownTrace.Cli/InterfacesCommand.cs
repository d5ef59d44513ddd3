using System.CommandLine;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary><c>interfaces</c>: lists what can be captured from.</summary>
internal sealed class InterfacesCommand : Command
{
    /// <summary>Columns of a table that is read by another program: each interface on a line.</summary>
    private const int Unwrapped = 4096;

    internal InterfacesCommand()
        : base("interfaces", "List the interfaces that can be captured from")
    {
        SetAction(_ => Run());
    }

    private static int Run()
    {
        IReadOnlyList<LiveDevice> devices;
        try
        {
            devices = LiveDevices.List();
        }
        catch (CaptureException e)
        {
            StandardError.Say(e.Message);
            return ExitCode.Unreadable;
        }

        ScreenOptions options = new(Terminal.WantsColor(ColorUse.Auto), Terminal.TakesUnicode(), Terminal.Width() ?? Unwrapped);
        if (StandardOutput.Print(writer => InterfacesScreen.Write(devices, options, writer)) is string failure)
        {
            StandardError.Say(failure);
            return ExitCode.Unreadable;
        }

        foreach (IGrouping<string, LiveDevice> refused in devices.Where(device => device.Refusal is not null).GroupBy(device => device.Refusal!, StringComparer.Ordinal))
            StandardError.Say($"no link type known of {string.Join(", ", refused.Select(device => device.Name))}: {refused.Key}");
        return ExitCode.Done;
    }
}
