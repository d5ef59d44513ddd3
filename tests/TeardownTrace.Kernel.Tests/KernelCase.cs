using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests;

/// <summary>One incarnation as the kernels had it and as we report it.</summary>
/// <param name="Capture">The capture's name.</param>
/// <param name="Truth">The kernels' side.</param>
/// <param name="Report">Our row; null where there is none.</param>
internal sealed record KernelCase(string Capture, TruthConnection Truth, ConnectionReport? Report)
{
    public TruthLabels Labels => Truth.Expected;

    /// <summary>How the tables of explanations name it: capture, client port and incarnation.</summary>
    public string Name => $"{Capture} {Truth.Client[(Truth.Client.LastIndexOf(':') + 1)..]}#{Truth.Incarnation}";

    /// <summary>Every connection of a capture that has frames in it.</summary>
    public static IEnumerable<KernelCase> Of(string capture)
    {
        TruthFile truth = TruthFile.Read(KernelCaptures.TruthPath(capture));
        ILookup<string, ConnectionReport> reports = Engine.Analyse(KernelCaptures.CapturePath(capture));
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (TruthConnection connection in truth.Connections.Where(connection => connection.FramesInCapture > 0))
        {
            string ends = Engine.Ends(connection.Client, connection.Server);
            int before = taken.GetValueOrDefault(ends);
            taken[ends] = before + 1;
            ConnectionReport[] rows = [.. reports[ends]];
            yield return new KernelCase(capture, connection, before < rows.Length ? rows[before] : null);
        }

        // A row that no connection of the kernels stands behind is as wrong as a missing one.
        foreach (IGrouping<string, ConnectionReport> rows in reports)
            Assert.True(rows.Count() <= taken.GetValueOrDefault(rows.Key), $"{capture}: {rows.Count()} rows for {rows.Key}");
    }
}
