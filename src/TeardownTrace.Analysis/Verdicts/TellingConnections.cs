namespace TeardownTrace.Analysis.Verdicts;

/// <summary>The most telling connections of each rank, so many at most.</summary>
internal sealed class TellingConnections
{
    private const int KeptOfRank = 3;
    private const int Shown = 10;

    private readonly List<TellingConnection>?[] _ranks = new List<TellingConnection>?[TellingRules.Ranks];

    /// <summary>Whether a connection that stands there would be kept.</summary>
    public bool HasRoom(int rank, in TellingOrder order) => _ranks[rank] is not { Count: KeptOfRank } kept || order.Precedes(kept[^1].Order);

    /// <summary>Keeps a connection if it tells more than those kept.</summary>
    public void Keep(int rank, in TellingConnection connection)
    {
        List<TellingConnection> kept = _ranks[rank] ??= new(KeptOfRank + 1);
        int at = kept.Count;
        while (at > 0 && connection.Order.Precedes(kept[at - 1].Order))
            at--;
        kept.Insert(at, connection);
        if (kept.Count > KeptOfRank)
            kept.RemoveAt(KeptOfRank);
    }

    /// <summary>Keeps those of others that tell more.</summary>
    public void Add(TellingConnections others)
    {
        for (int rank = 0; rank < _ranks.Length; rank++)
        {
            foreach (TellingConnection connection in others._ranks[rank] ?? [])
                Keep(rank, connection);
        }
    }

    /// <summary>The best of every rank first, then the second best.</summary>
    public List<TellingReport> Choose()
    {
        List<TellingReport> chosen = [];
        for (int place = 0; place < KeptOfRank; place++)
        {
            foreach (List<TellingConnection>? rank in _ranks)
            {
                if (rank?.Count > place && chosen.Count < Shown)
                    chosen.Add(rank[place].Telling);
            }
        }

        return chosen;
    }
}
