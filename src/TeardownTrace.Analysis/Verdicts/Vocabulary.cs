using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// Every word that leaves the program, one row a word: columns, filters, help and documentation derive from these tables.
/// Tables are indexed by their enum's value, flags by bit. Here stand those that something beside their column asks for; every column has its own.
/// </summary>
public static class Vocabulary
{
    /// <summary>The words of <see cref="CloseKind"/>.</summary>
    public static IReadOnlyList<Term> CloseKinds => VocabularyOfClosing.CloseKinds;

    /// <summary>The words of <see cref="Party"/>.</summary>
    public static IReadOnlyList<Term> Parties => VocabularyOfClosing.Parties;

    /// <summary>The words of <see cref="LostFinalAck"/>.</summary>
    public static IReadOnlyList<Term> LostFinalAcks => VocabularyOfClosing.LostFinalAcks;

    /// <summary>The words of <see cref="SynReuse"/>.</summary>
    public static IReadOnlyList<Term> SynReuses => VocabularyOfOpening.SynReuses;

    /// <summary>The words of <see cref="ReuseRule"/>.</summary>
    public static IReadOnlyList<Term> ReuseRules => VocabularyOfOpening.ReuseRules;

    /// <summary>The words of <see cref="ResetPhase"/>.</summary>
    public static IReadOnlyList<Term> ResetPhases => VocabularyOfResets.Phases;

    /// <summary>The words of <see cref="ResetCause"/>.</summary>
    public static IReadOnlyList<Term> ResetCauses => VocabularyOfResets.Causes;

    /// <summary>The words of <see cref="Confidence"/>.</summary>
    public static IReadOnlyList<Term> Confidences => VocabularyOfEvidence.Confidences;

    /// <summary>The words of <see cref="ConnectionFlags"/>, by bit.</summary>
    public static IReadOnlyList<Term> Flags => VocabularyOfEvidence.Flags;

    /// <summary>The words of <see cref="DecodeResult"/>.</summary>
    public static IReadOnlyList<Term> DecodeResults => VocabularyOfEvidence.DecodeResults;

    /// <summary>The words of <see cref="TcpState"/>: the names of RFC 9293.</summary>
    public static IReadOnlyList<Term> States => VocabularyOfStates.States;

    /// <summary>The columns whose values are words, in the connection table's order.</summary>
    public static IReadOnlyList<VocabularyColumn> Columns => VocabularyColumns.All;

    /// <summary>The column of a name.</summary>
    /// <param name="name">Its name in the connection table.</param>
    /// <exception cref="ArgumentException">No column of words has that name.</exception>
    public static VocabularyColumn Column(string name) =>
        VocabularyLookup.FindColumn(name) ?? throw new ArgumentException($"'{name}' is not a column of words", nameof(name));

    /// <summary>Finds what a token selects: <c>column=word</c>, a word that only one column has (close kinds and flags come first), or a column, meaning any word but none.</summary>
    /// <param name="token">The token as given.</param>
    /// <returns>Null where nothing, or more than one column, has that word; <see cref="NearMatches"/> then tells what may have been meant.</returns>
    public static VocabularySelector? Find(string token) => VocabularyLookup.Find(token);

    /// <summary>Tokens that may have been meant, the nearest first.</summary>
    /// <param name="token">A token that <see cref="Find"/> does not know or cannot place.</param>
    public static IReadOnlyList<string> NearMatches(string token) => VocabularyLookup.NearMatches(token);

    /// <summary>Every token that <see cref="Find"/> takes without a column's name.</summary>
    public static IReadOnlyList<string> BareTokens => VocabularyLookup.BareTokens;
}
