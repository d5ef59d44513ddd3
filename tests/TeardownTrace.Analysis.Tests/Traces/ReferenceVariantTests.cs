using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>The changes that must not change a verdict do not change the reference's either: the variants are tested before they test the engine.</summary>
public sealed class ReferenceVariantTests
{
    public static TheoryData<string> Variants => [.. TraceVariant.All.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Verdicts_survive(string name)
    {
        TraceVariant variant = TraceVariant.All.Single(variant => variant.Name == name);
        List<string> differences = [];
        foreach (TraceScript script in TraceFolder.Names.Where(variant.Preserves).Select(TraceFolder.Read))
        {
            IReadOnlyList<ReferenceReport> expected = ReferenceTracker.Track(script.Frames, script.Options);
            IReadOnlyList<ReferenceReport> actual = ReferenceTracker.Track(variant.Change(script.Frames), script.Options);
            differences.AddRange(ReferenceComparison.Compare(script.Name, expected, actual));
        }

        TraceMismatchException.ThrowIfAny(differences);
    }
}
