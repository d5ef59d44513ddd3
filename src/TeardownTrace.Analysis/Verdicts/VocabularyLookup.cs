namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// From a token to what it selects. A bare word means a close kind or a flag first (they are what a report is read for),
/// then the one other column that has it; endpoint states and Zeek's letters always need their column's name.
/// </summary>
internal static class VocabularyLookup
{
    private const int MaxNearMatches = 5;

    internal static IReadOnlyList<string> BareTokens =>
        [.. VocabularyColumns.All
            .Where(column => !column.Has(VocabularyTraits.NeverBare))
            .SelectMany(column => column.Words.Select(word => word.Token).Append(column.Term.Token))
            .Distinct(StringComparer.Ordinal)
            .Where(token => Find(token) is not null)
            .Order(StringComparer.Ordinal)];

    internal static VocabularySelector? Find(string token)
    {
        int equals = token.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
            return FindColumn(token.AsSpan(0, equals)) is VocabularyColumn named ? FindIn(named, token, token.AsSpan(equals + 1)) : null;

        foreach (VocabularyColumn column in VocabularyColumns.All)
        {
            if (column.Has(VocabularyTraits.First) && FindIn(column, token, token) is VocabularySelector first)
                return first;
        }

        // The name of a column that is never empty selects nothing, also where it is a word of another: reset_phase has a handshake, too.
        if (FindColumn(token) is VocabularyColumn whole)
            return whole.Has(VocabularyTraits.AlwaysFilled) ? null : new VocabularySelector(token, whole, whole.AllTelling);

        VocabularySelector? only = null;
        foreach (VocabularyColumn column in VocabularyColumns.All)
        {
            if (column.Has(VocabularyTraits.NeverBare) || FindIn(column, token, token) is not VocabularySelector found)
                continue;
            if (only is not null)
                return null;
            only = found;
        }

        return only;
    }

    internal static IReadOnlyList<string> NearMatches(string token)
    {
        int equals = token.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            return FindColumn(token.AsSpan(0, equals)) is VocabularyColumn named
                ? Nearest(token[(equals + 1)..], named.Words.Select(term => term.Token), named.Term.Token + "=")
                : Nearest(token[..equals], VocabularyColumns.All.Select(column => column.Term.Token), prefix: "");
        }

        if (FindColumn(token) is VocabularyColumn whole)
            return [.. Qualified(token).Concat(whole.Words.Select(term => $"{whole.Term.Token}={term.Token}")).Take(MaxNearMatches)];

        string[] qualified = Qualified(token);
        if (qualified.Length > 0)
            return qualified;

        IEnumerable<string> known = BareTokens.Concat(VocabularyColumns.All.SelectMany(column => column.Words.Select(term => term.Token))).Distinct(StringComparer.Ordinal);
        return [.. Nearest(token, known, prefix: "").SelectMany(near => Find(near) is null ? Qualified(near) : [near]).Take(MaxNearMatches)];
    }

    /// <summary>The word with each column that has it.</summary>
    private static string[] Qualified(string word) =>
        [.. VocabularyColumns.All
            .Where(column => FindIn(column, word, word) is not null)
            .Select(column => $"{column.Term.Token}={word}")
            .Take(MaxNearMatches)];

    private static string[] Nearest(string word, IEnumerable<string> tokens, string prefix) =>
        [.. tokens
            .Select(known => (known, distance: Distance(word, known)))
            .Where(near => near.distance <= Math.Min(word.Length - 1, Math.Max(2, word.Length / 3)) || (word.Length > 0 && near.known.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(near => near.distance)
            .Select(near => prefix + near.known)
            .Take(MaxNearMatches)];

    internal static VocabularyColumn? FindColumn(ReadOnlySpan<char> name)
    {
        foreach (VocabularyColumn column in VocabularyColumns.All)
        {
            if (name.Equals(column.Term.Token, StringComparison.OrdinalIgnoreCase))
                return column;
        }

        return null;
    }

    private static VocabularySelector? FindIn(VocabularyColumn column, string token, ReadOnlySpan<char> word)
    {
        for (int i = 0; i < column.Words.Count; i++)
        {
            if (word.Equals(column.Words[i].Token, StringComparison.OrdinalIgnoreCase))
                return new VocabularySelector(token, column, 1u << i);
        }

        return null;
    }

    /// <summary>Levenshtein's distance: letters to insert, drop or change.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
