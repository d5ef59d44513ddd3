namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>How truth files and the connection table name the ends; the words are the same in both.</summary>
internal static class Sides
{
    public const string Client = "client";

    public const string Server = "server";

    public const string Both = "both";

    public const string None = "none";

    /// <summary>Both ends.</summary>
    public static IReadOnlyList<string> All { get; } = [Client, Server];

    public static string Other(string side) => side == Client ? Server : Client;

    /// <summary>One word for a set of sides.</summary>
    public static string Of(IEnumerable<string> sides)
    {
        string[] distinct = [.. sides.Distinct(StringComparer.Ordinal)];
        return distinct.Length switch { 0 => None, 1 => distinct[0], _ => Both };
    }
}
