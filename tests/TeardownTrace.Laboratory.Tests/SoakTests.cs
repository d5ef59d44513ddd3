using System.Diagnostics;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>
/// A minute of the soak, at a rate that a machine reaches which runs other tests beside, or longer where it does not. Its table is small and full after four seconds, so that a
/// minute shows what otherwise takes four: memory that is flat while connections and hosts go on coming, and a row for every connection that was
/// made. Little memory makes it sharp: between the quarters that are compared 22,500 connections come, so that 220 bytes kept of each would be too many.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    /// <summary>
    /// Collects every 4 MiB, a hexadecimal number of bytes. Otherwise the runtime takes fresh memory for the little garbage of a whole minute, which shows as
    /// growth that the twenty minutes do not have.
    /// </summary>
    private const string SmallNursery = "DOTNET_GCgen0size=400000";

    [Fact]
    public async Task Memory_is_flat_and_every_connection_has_its_row()
    {
        LabNetwork.Require();
        Tool.RequireLibPcap();
        using Process soak = Tool.Start(
            "env", SmallNursery, BuiltProgram.Benchmarks, "soak", "--program", BuiltProgram.TeardownTrace,
            "--seconds", "60", "--longest", "300", "--rate", "1500", "--max-connections", "5000");
        Task<string> complaint = soak.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string told = await soak.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await soak.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine(told);
        Assert.True(soak.ExitCode == 0, $"{told}{await complaint}");
        Assert.Contains("ok   median resident memory", told, StringComparison.Ordinal);
    }
}
