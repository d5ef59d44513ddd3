namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>All scenarios; a scenario's place gives its ports.</summary>
internal static class ScenarioTable
{
    public const int FirstServerPort = 21000;

    public const int FirstClientPort = 41000;

    public static readonly IReadOnlyList<Scenario> All =
        [.. ClosingScenarios.All, .. LossScenarios.All, .. ResetScenarios.All, .. OpeningScenarios.All, .. ReuseScenarios.All];

    public static int IndexOf(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
                return i;
        }

        throw new ArgumentException($"no scenario '{name}'", nameof(name));
    }
}
