using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>The verdicts in a truth file: column names, and the words of <see cref="Vocabulary"/> to and from values.</summary>
internal static class TruthColumns
{
    /// <summary>Begins the line that says what connections without a label must be: <c>none</c> when there must not be any, or a close kind.</summary>
    public const string UnlabelledLine = "#unlabelled";

    /// <summary>Columns before the verdicts: the 4-tuple and the number of the incarnation, from 1.</summary>
    public const string Identity = "client_ip\tclient_port\tserver_ip\tserver_port\tincarnation";

    private static readonly Column[] All =
    [
        new("close_kind", Vocabulary.CloseKinds, static truth => (byte)truth.CloseKind, static (truth, value) => truth with { CloseKind = (CloseKind)value }),
        new("active_closer", Vocabulary.Parties, static truth => (byte)truth.ActiveCloser, static (truth, value) => truth with { ActiveCloser = (Party)value }),
        new("missing_fin", Vocabulary.Parties, static truth => (byte)truth.MissingFin, static (truth, value) => truth with { MissingFin = (Party)value }),
        new("lost_final_ack", Vocabulary.LostFinalAcks, static truth => (byte)truth.LostFinalAck, static (truth, value) => truth with { LostFinalAck = (LostFinalAck)value }),
        new("reset_by", Vocabulary.Parties, static truth => (byte)truth.ResetBy, static (truth, value) => truth with { ResetBy = (Party)value }),
        new("syn_reuse", Vocabulary.SynReuses, static truth => (byte)truth.SynReuse, static (truth, value) => truth with { SynReuse = (SynReuse)value }),
        new("time_wait_holder", Vocabulary.Parties, static truth => (byte)truth.TimeWaitHolder, static (truth, value) => truth with { TimeWaitHolder = (Party)value }),
        new("confidence", Vocabulary.Confidences, static truth => (byte)truth.Confidence, static (truth, value) => truth with { Confidence = (Confidence)value }),
    ];

    /// <summary>The header row.</summary>
    public static string Header => $"{Identity}\t{string.Join('\t', All.Select(column => column.Name))}";

    /// <summary>The verdicts as they stand in a row, with tabs between.</summary>
    public static string Write(Truth truth) => string.Join('\t', All.Select(column => column.Words[column.Get(truth)].Token));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">A word is missing or unknown.</exception>
    public static Truth Read(string text)
    {
        string[] words = text.Split('\t');
        if (words.Length != All.Length)
            throw new FormatException($"a truth row has {All.Length} verdicts, this one {words.Length}: {text}");
        Truth truth = default;
        for (int i = 0; i < All.Length; i++)
            truth = All[i].Set(truth, All[i].IndexOf(words[i]));
        return truth;
    }

    /// <summary>What differs, one line a column: name, expected, actual.</summary>
    public static IEnumerable<string> Differences(Truth expected, Truth actual)
    {
        foreach (Column column in All)
        {
            byte wanted = column.Get(expected);
            byte said = column.Get(actual);
            if (wanted != said)
                yield return $"{column.Name}: {column.Words[wanted].Token} expected, {column.Words[said].Token} said";
        }
    }

    private sealed record Column(string Name, IReadOnlyList<Term> Words, Func<Truth, byte> Get, Func<Truth, byte, Truth> Set)
    {
        public byte IndexOf(string token)
        {
            for (int i = 0; i < Words.Count; i++)
            {
                if (Words[i].Token == token)
                    return (byte)i;
            }

            throw new FormatException($"{Name} has no word '{token}'");
        }
    }
}
