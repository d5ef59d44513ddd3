using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>A word of the vocabulary that no script expects is a word that nobody has thought through.</summary>
public sealed class TraceCoverageTests
{
    /// <summary>Words that traffic alone cannot bring about, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotInTraffic = new(StringComparer.Ordinal)
    {
        ["confidence_reason capture-drops"] = "the count of dropped packets comes with the capture file, not with a segment",
        ["confidence_reason none"] = "stands as an empty field",
        ["reuse_proof none"] = "stands as an empty field",
        ["zeek_conn_state"] = "Zeek's letters are held against Zeek itself",
        ["client_state"] = "states are stated on the segment lines",
        ["server_state"] = "states are stated on the segment lines",
    };

    public static TheoryData<string, string> Words
    {
        get
        {
            TheoryData<string, string> words = [];
            foreach (VocabularyColumn column in Vocabulary.Columns)
            {
                foreach (Term word in column.Words)
                    words.Add(column.Term.Token, word.Token);
            }

            return words;
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_script_expects_every_word(string column, string word)
    {
        if (NotInTraffic.ContainsKey(column) || NotInTraffic.ContainsKey($"{column} {word}"))
            return;

        Assert.Contains(Expected, expectation => expectation.Column == column && expectation.Token.Split(';').Contains(word));
    }

    [Fact]
    public void Scripts_expect_every_state_of_figure_5()
    {
        string[] stated =
        [
            .. AllScripts.SelectMany(script => script.Lines)
                .Where(line => line.Client is not null)
                .SelectMany(line => new[] { TraceStates.NameOf(line.Client!.Value), TraceStates.NameOf(line.Server!.Value) })
                .Distinct(),
        ];

        Assert.Equal(Vocabulary.States.Select(term => term.Token).Order(), stated.Order());
    }

    [Fact]
    public void Every_script_says_how_each_connection_ended()
    {
        foreach (TraceScript script in AllScripts)
        {
            Assert.True(script.Intent.EndsWith('.') && script.Intent.Contains(' ', StringComparison.Ordinal), $"{script.Name}: the intent is a sentence");
            for (int incarnation = 1; incarnation <= script.Incarnations; incarnation++)
                Assert.Contains(script.Expectations, expectation => expectation.Incarnation == incarnation && expectation.Column == "close_kind");
        }
    }

    private static IReadOnlyList<TraceScript> AllScripts { get; } = [.. TraceFolder.Names.Select(TraceFolder.Read)];

    private static IReadOnlyList<TraceExpectation> Expected { get; } = [.. AllScripts.SelectMany(script => script.Expectations)];
}
