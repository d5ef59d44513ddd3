using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The screen: what it says, that it fits, and that nothing in a file name can steer a terminal.</summary>
public sealed class SummaryScreenTests
{
    private static readonly ScreenOptions Plain = new(Colors: false, Unicode: true, Width: 100, TotalsOnly: false);

    [Fact]
    public void Dump()
    {
        File.WriteAllText("/tmp/screen.txt", Rendered(Runs.Busy(), Plain));
        File.WriteAllText("/tmp/screen-c.txt", Rendered(Runs.Busy(), Plain with { Colors = true }));
        File.WriteAllText("/tmp/screen-q.txt", Rendered(Runs.Busy(), Plain with { TotalsOnly = true, Unicode = false }));
        Assert.True(true);
    }

    private static string Rendered(RunSummary run, ScreenOptions options)
    {
        StringWriter writer = new();
        SummaryScreen.Write(run, options, writer);
        return writer.ToString();
    }
}
