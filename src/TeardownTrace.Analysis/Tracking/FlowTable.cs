using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// From flow key to the newest incarnation of that flow. Design: open addressing with linear probing over 8-byte slots that hold the hash
/// and the index into the slab; keys stand beside the connections and are compared in full. Deletion shifts the run back, so there are
/// no tombstones. At most three quarters full; it doubles, up to what the tracker's capacity asks for.
/// </summary>
internal sealed class FlowTable<TKey>(Slab<FlowTable<TKey>.Entry> entries)
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int InitialSlots = 64;

    private Slot[] _slots = new Slot[InitialSlots];
    private int _count;

    /// <summary>Flows in the table.</summary>
    public int Count => _count;

    /// <summary>Asks for the slot where a search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint hash) => CacheLine.Prefetch(in _slots[hash & (uint)(_slots.Length - 1)]);

    /// <summary>The first entry with the hash, by the slots alone; <see cref="Connection.None"/> where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Candidate(uint hash)
    {
        Slot[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        for (uint at = hash & mask; ; at = (at + 1) & mask)
        {
            Slot slot = slots[at];
            if (slot.IndexPlusOne == 0 || slot.Hash == hash)
                return slot.IndexPlusOne - 1;
        }
    }

    /// <summary>The newest incarnation of a flow, or <see cref="Connection.None"/>.</summary>
    public int Find(in TKey key, uint hash)
    {
        Slot[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        for (uint at = hash & mask; ; at = (at + 1) & mask)
        {
            Slot slot = slots[at];
            if (slot.IndexPlusOne == 0)
                return Connection.None;
            if (slot.Hash == hash && entries[slot.IndexPlusOne - 1].Key.Equals(key))
                return slot.IndexPlusOne - 1;
        }
    }

    /// <summary>Points a flow to <paramref name="index"/>, whether or not the table knows it.</summary>
    public void Set(in TKey key, uint hash, int index)
    {
        if ((_count + 1) * 4 > _slots.Length * 3)
            Grow();

        Slot[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        uint at = hash & mask;
        for (; slots[at].IndexPlusOne != 0; at = (at + 1) & mask)
        {
            if (slots[at].Hash == hash && entries[slots[at].IndexPlusOne - 1].Key.Equals(key))
            {
                slots[at].IndexPlusOne = index + 1;
                return;
            }
        }

        slots[at] = new Slot { Hash = hash, IndexPlusOne = index + 1 };
        _count++;
    }

    /// <summary>Removes a flow that is in the table.</summary>
    public void Remove(uint hash, int index)
    {
        Slot[] slots = _slots;
        uint mask = (uint)(slots.Length - 1);
        uint hole = hash & mask;
        while (slots[hole].IndexPlusOne != index + 1)
            hole = (hole + 1) & mask;

        for (uint at = (hole + 1) & mask; slots[at].IndexPlusOne != 0; at = (at + 1) & mask)
        {
            uint home = slots[at].Hash & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                slots[hole] = slots[at];
                hole = at;
            }
        }

        slots[hole] = default;
        _count--;
    }

    private void Grow()
    {
        Slot[] old = _slots;
        var slots = new Slot[old.Length * 2];

        // A page that is read before it is written is faulted in twice, and the second time stops the other processors to tell them.
        slots.AsSpan().Clear();
        uint mask = (uint)(slots.Length - 1);
        foreach (Slot slot in old)
        {
            if (slot.IndexPlusOne == 0)
                continue;
            uint at = slot.Hash & mask;
            while (slots[at].IndexPlusOne != 0)
                at = (at + 1) & mask;
            slots[at] = slot;
        }

        _slots = slots;
    }

    /// <summary>A connection and the key it is found by.</summary>
    internal struct Entry
    {
        /// <summary>Its flow key.</summary>
        public TKey Key;

        /// <summary>The connection.</summary>
        public Connection Connection;
    }

    private struct Slot
    {
        public uint Hash;
        public int IndexPlusOne;
    }
}
