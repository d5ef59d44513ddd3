using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The sections of the README that are the program's own rows, as they must stand between their markers.</summary>
internal static class ReadmeSections
{
    /// <summary>Columns with a table of their own elsewhere in the README, or whose words are Zeek's.</summary>
    private static readonly HashSet<string> NotAmongVerdicts =
        new(["close_kind", "flags", "confidence_reason", "client_state", "server_state", "zeek_conn_state"], StringComparer.Ordinal);

    /// <summary>The README with every section as it must be.</summary>
    /// <param name="readme">The README as it stands.</param>
    /// <param name="root">The folder that it stands in.</param>
    /// <exception cref="InvalidDataException">A section's markers are missing.</exception>
    public static string Renew(string readme, string root)
    {
        foreach ((string name, string section) in All(root))
        {
            string begin = $"<!-- generated: {name} -->\n";
            const string End = "<!-- end of generated -->\n";
            int from = readme.IndexOf(begin, StringComparison.Ordinal);
            int to = from < 0 ? -1 : readme.IndexOf(End, from, StringComparison.Ordinal);
            if (to < 0)
                throw new InvalidDataException($"README.md has no section between {begin.Trim()} and {End.Trim()}");
            readme = readme[..(from + begin.Length)] + section + readme[to..];
        }

        return readme;
    }

    /// <summary>What every section must hold, by the name in its marker.</summary>
    private static Dictionary<string, string> All(string root) => new(StringComparer.Ordinal)
    {
        ["screen"] = ReadmeScreen.Excerpt(root),
        ["close kinds"] = Table("`close_kind`", Vocabulary.CloseKinds),
        ["verdicts"] = Verdicts(),
        ["states"] = Table("state", Vocabulary.States),
        ["flags"] = Table("flag", Vocabulary.Flags),
        ["confidence reasons"] = Table("`confidence_reason`", [.. Vocabulary.Column("confidence_reason").Words.Skip(1)]),
        ["columns"] = Columns(),
    };

    private static string Table(string title, IReadOnlyList<Term> words)
    {
        StringBuilder table = new($"| {title} | meaning |\n| --- | --- |\n");
        foreach (Term word in words)
            table.Append($"| `{word.Token}` | {word.Sentence} |\n");
        return table.ToString();
    }

    private static string Verdicts()
    {
        StringBuilder table = new("| column | word | meaning |\n| --- | --- | --- |\n");
        foreach (VocabularyColumn column in Vocabulary.Columns.Where(column => !NotAmongVerdicts.Contains(column.Term.Token)))
        {
            string name = $"`{column.Term.Token}`";
            // Which side needs no explanation of its own in every column.
            if (column.HasNone && column.Words[1] == Vocabulary.Parties[1])
            {
                string sides = string.Join(", ", column.Words.Skip(1).Select(word => $"`{word.Token}`"));
                table.Append($"| {name} | {sides} | {column.Term.Sentence} |\n");
                continue;
            }

            foreach (Term word in column.Words.Skip(column.HasNone ? 1 : 0))
            {
                table.Append($"| {name} | `{word.Token}` | {word.Sentence} |\n");
                name = "";
            }
        }

        return table.ToString();
    }

    private static string Columns()
    {
        StringBuilder table = new("| column | says |\n| --- | --- |\n");
        foreach (ConnectionColumn column in ConnectionColumns.All)
            table.Append($"| `{column.Name}` | {column.Sentence} |\n");
        return table.ToString();
    }
}
