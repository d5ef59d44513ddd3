using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Kernel.Tests.Judging;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Kernel.Tests;

/// <summary>Every verdict against what the Linux kernels at both ends did, over all captures that have their word.</summary>
public sealed class KernelAgreementTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_connection_is_judged_as_the_kernels_ended_it()
    {
        int right = 0;
        List<string> wrong = [];
        Dictionary<string, string> inconclusive = new(StringComparer.Ordinal);
        HashSet<(string Name, string Column)> artefacts = [];
        IReadOnlyList<string> captures = KernelCaptures.All();
        foreach (KernelCase it in captures.SelectMany(KernelCase.Of))
        {
            Difference[] differences = [.. Judge.Compare(it).Where(difference => !IsArtefact(it, difference, artefacts))];
            string detail = string.Join("; ", differences);
            if (it.Report is { Confidence: Confidence.Inconclusive } report)
                inconclusive[it.Name] = $"{VerdictColumns.Read("confidence_reason", report)}: {detail}";
            else if (differences.Length > 0)
                wrong.Add($"{it.Name}: {detail}");
            else
                right++;
        }

        output.WriteLine($"{captures.Count} captures: {right} right, {inconclusive.Count} inconclusive, {wrong.Count} wrong");
        foreach ((string name, string detail) in inconclusive)
            output.WriteLine($"inconclusive {name}: {detail} ({Undecidable.Rows.GetValueOrDefault(name)?.Why})");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(
            Undecidable.Rows.Select(row => $"{row.Key}: {row.Value.Reason}").Order(StringComparer.Ordinal),
            inconclusive.Select(row => $"{row.Key}: {row.Value.Split(':')[0]}").Order(StringComparer.Ordinal));
        Assert.Equal(LabelArtefacts.Rows.Keys.Order(), artefacts.Order());
    }

    private static bool IsArtefact(KernelCase it, Difference difference, HashSet<(string Name, string Column)> found)
    {
        (string Name, string Column) place = (it.Name, difference.Column);
        return LabelArtefacts.Rows.ContainsKey(place) && (found.Add(place) || true);
    }
}
