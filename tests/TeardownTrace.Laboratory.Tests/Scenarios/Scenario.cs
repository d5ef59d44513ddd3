namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>One ending: how it is brought about, and what has to be said of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Play">Brings it about between real kernels.</param>
internal sealed record Scenario(string Name, Action<Conversation> Play)
{
    /// <summary>What stands here instead of columns where nothing of it was captured.</summary>
    public const string NoRow = "(no row)";

    /// <summary>Columns and words that hold at every vantage; the ends' states are the kernels' unless they stand here.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>What holds besides where the lost segments were captured before they were lost.</summary>
    public string WhereSeen { get; init; } = "";

    /// <summary>What holds besides where the lost segments never came.</summary>
    public string WhereUnseen { get; init; } = "";

    /// <summary>Whose segments are lost.</summary>
    public bool ServersAreLost { get; init; }

    /// <summary>Vantages that say nothing certain of it.</summary>
    public bool OnlyWhereSeen { get; init; }

    /// <summary>Connections that it makes one after the other; the last one is judged.</summary>
    public int Incarnations { get; init; } = 1;

    public override string ToString() => Name;
}
