using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Which connections a full table gives up when no half-open one is left: the longest idle. Design: one pass over all connections chooses a
/// share of them, oldest first; a chosen one that has spoken since is passed over, and every other is still idler than those not chosen.
/// </summary>
internal sealed class VictimList<TKey>(Slab<FlowTable<TKey>.Entry> entries)
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>One connection in this many is chosen at once.</summary>
    private const int Share = 16;

    private readonly List<Victim> _chosen = [];

    /// <summary>The next connection to give up; there must be one.</summary>
    public int Next()
    {
        while (true)
        {
            if (_chosen.Count == 0)
                Choose();
            Victim victim = _chosen[^1];
            _chosen.RemoveAt(_chosen.Count - 1);
            ref Connection connection = ref entries[victim.Index].Connection;
            if (connection.IsLive && connection.Creation == victim.Creation && connection.LastTime == victim.LastTime)
                return victim.Index;
        }
    }

    private void Choose()
    {
        var idle = new List<Victim>(entries.Count);
        for (int index = 0; index < entries.HighWater; index++)
        {
            ref Connection connection = ref entries[index].Connection;
            if (connection.IsLive)
                idle.Add(new Victim(connection.IsHalfOpen ? 0 : 1, connection.LastTime, connection.Creation, index));
        }

        idle.Sort();
        _chosen.AddRange(idle.Take(Math.Max(1, idle.Count / Share)).Reverse());
    }

    private readonly record struct Victim(int Order, long LastTime, int Creation, int Index) : IComparable<Victim>
    {
        public int CompareTo(Victim other) =>
            Order != other.Order ? Order.CompareTo(other.Order)
            : LastTime != other.LastTime ? LastTime.CompareTo(other.LastTime)
            : Creation.CompareTo(other.Creation);
    }
}
