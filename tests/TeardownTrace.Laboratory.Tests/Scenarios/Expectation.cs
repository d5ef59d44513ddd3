using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>Columns and the words that must stand there; <c>flag x</c> demands one flag among others.</summary>
internal sealed class Expectation
{
    private const string Flag = "flag";

    private const string Flags = "flags";

    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _flags = [];

    /// <param name="text">Columns and words, one after the other.</param>
    public Expectation(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i += 2)
        {
            if (words[i] == Flag)
                _flags.Add(words[i + 1]);
            else
                _columns[words[i]] = words[i + 1];
        }
    }

    /// <summary>States a column that was not stated.</summary>
    public void Default(string column, string word) => _columns.TryAdd(column, word);

    /// <summary>What of it does not hold.</summary>
    public IReadOnlyList<string> Differences(in ConnectionReport report)
    {
        List<string> differences = [];
        foreach ((string column, string word) in _columns)
        {
            string ours = VerdictColumns.Read(column, report);
            if (ours != word)
                differences.Add($"{column} is {ours}, expected {word}");
        }

        string[] flags = VerdictColumns.Read(Flags, report).Split(';');
        differences.AddRange(_flags.Where(flag => !flags.Contains(flag)).Select(flag => $"no flag {flag} among {string.Join(';', flags)}"));
        return differences;
    }
}
