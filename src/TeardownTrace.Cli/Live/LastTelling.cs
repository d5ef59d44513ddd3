using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// The connections ended last that are worth a look. One at most comes in each while, the most telling one of it, so that its sentence can be
/// read before it moves on.
/// </summary>
internal sealed class LastTelling
{
    private const int Kept = 8;

    /// <summary>What is worth a look where nothing was selected, the most telling first.</summary>
    private static readonly string[] Words =
    [
        "missing_fin", "syn_reuse=rejected", "lost_final_ack", "keepalive-timeout", "data-after-close", "fin-answered", "rst-ttl-mismatch", "peer-vanished",
        "reset", "syn_reuse=unanswered", "aborted-handshake", "unacknowledged", "refused",
    ];

    private static readonly TimeSpan While = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<VocabularySelector> _selectors;
    private readonly List<ConnectionReport> _told = [];
    private ConnectionReport _next;
    private int _rank = int.MaxValue;
    private TimeSpan? _turned;

    /// <summary>Begins with none.</summary>
    /// <param name="only">What --only selects; empty where it was not given.</param>
    internal LastTelling(IReadOnlyList<VocabularySelector> only) =>
        _selectors = only.Count > 0 ? only : [.. Words.Select(word => Vocabulary.Find(word)!)];

    /// <summary>Looks at connections that became final.</summary>
    internal void Offer(ReadOnlySpan<ConnectionReport> reports)
    {
        foreach (ref readonly ConnectionReport report in reports)
        {
            for (int rank = 0; rank < _selectors.Count && rank < _rank; rank++)
            {
                if (!_selectors[rank].Matches(in report))
                    continue;
                _next = report;
                _rank = rank;
            }
        }
    }

    /// <summary>Those to show now, the last one first.</summary>
    /// <param name="elapsed">The moment, since any beginning.</param>
    internal IReadOnlyList<ConnectionReport> At(TimeSpan elapsed)
    {
        if (_rank < int.MaxValue && !(elapsed - _turned < While))
        {
            _told.Insert(0, _next);
            if (_told.Count > Kept)
                _told.RemoveAt(Kept);
            _rank = int.MaxValue;
            _turned = elapsed;
        }

        return [.. _told];
    }
}
