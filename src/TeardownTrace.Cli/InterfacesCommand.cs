using System.CommandLine;
using System.Text;
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

        try
        {
            ScreenOptions options = new(Terminal.WantsColor("auto"), Terminal.TakesUnicode(), Terminal.Width() ?? Unwrapped, TotalsOnly: false);
            using StreamWriter writer = new(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            InterfacesScreen.Write(devices, options, writer);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            if (StandardOutput.IsClosedPipe(e))
                return ExitCode.Done;
            StandardError.Say($"standard output: {StreamFailure.ReasonOf(e)}");
            return ExitCode.Unreadable;
        }

        foreach (IGrouping<string, LiveDevice> refused in devices.Where(device => device.Refusal is not null).GroupBy(device => device.Refusal!, StringComparer.Ordinal))
            StandardError.Say($"no link type known of {string.Join(", ", refused.Select(device => device.Name))}: {refused.Key}");
        return ExitCode.Done;
    }
}
