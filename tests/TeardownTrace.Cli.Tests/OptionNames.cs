using System.CommandLine;

namespace TeardownTrace.Cli.Tests;

/// <summary>An option as help and README name it.</summary>
/// <param name="Short">With one dash and one letter; null where it has no such name.</param>
/// <param name="Long">With two dashes.</param>
internal sealed record OptionNames(string? Short, string Long)
{
    /// <summary>Every option that a command takes, those of the program itself included.</summary>
    public static IReadOnlyList<OptionNames> TakenBy(Command command) =>
        [.. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Select(Of)];

    public override string ToString() => Short is null ? Long : $"{Short}, {Long}";

    private static OptionNames Of(Option option) => new(option.Aliases.SingleOrDefault(alias => alias is ['-', >= 'A' and <= 'z']), option.Name);
}
