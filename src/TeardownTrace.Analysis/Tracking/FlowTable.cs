using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// From flow key to the newest incarnation of that flow. Design: buckets of one cache line, in which eight hashes are compared at once, so that
/// a search mostly asks for one line and guesses nothing; what finds its bucket full stands in the next one with room. Slots hold the hash and the
/// index into the slab; keys stand beside the connections and are compared in full. Where a bucket that was full gets room, one of
/// those behind it moves back: there are no tombstones. At most three quarters full; it doubles, up to what the tracker's capacity asks for.
/// </summary>
internal sealed class FlowTable<TKey>(Slab<FlowTable<TKey>.Entry> entries)
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int InitialBuckets = 8;

    private LineArray<Bucket> _buckets = new(InitialBuckets);
    private int _count;

    /// <summary>Flows in the table.</summary>
    public int Count => _count;

    private uint Mask => (uint)_buckets.Length - 1;

    /// <summary>Asks for the bucket where a search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint hash) => CacheLine.Prefetch(in _buckets[hash & Mask]);

    /// <summary>The first entry with the hash, by the slots alone; <see cref="Connection.None"/> where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Candidate(uint hash)
    {
        for (uint at = hash & Mask; ; at = (at + 1) & Mask)
        {
            ref readonly Bucket bucket = ref _buckets[at];
            uint same = bucket.Hashes.Find(hash);
            if (same != 0)
                return bucket.IndexIn(BitOperations.TrailingZeroCount(same));
            if (!bucket.IsFull)
                return Connection.None;
        }
    }

    /// <summary>The newest incarnation of a flow, or <see cref="Connection.None"/>.</summary>
    public int Find(in TKey key, uint hash)
    {
        for (uint at = hash & Mask; ; at = (at + 1) & Mask)
        {
            ref readonly Bucket bucket = ref _buckets[at];
            if (TryFind(bucket, key, hash, out int slot))
                return bucket.IndexIn(slot);
            if (!bucket.IsFull)
                return Connection.None;
        }
    }

    /// <summary>Points a flow to <paramref name="index"/>, whether or not the table knows it.</summary>
    public void Set(in TKey key, uint hash, int index)
    {
        if ((_count + 1) * 4 > _buckets.Length * Bucket.Slots * 3)
            Grow();

        uint at = hash & Mask;
        for (; ; at = (at + 1) & Mask)
        {
            ref Bucket bucket = ref _buckets[at];
            if (TryFind(bucket, key, hash, out int slot))
            {
                bucket.Point(slot, index);
                return;
            }

            if (!bucket.IsFull)
                break;
        }

        _buckets[at].Add(hash, index);
        _count++;
    }

    /// <summary>Removes a flow that is in the table.</summary>
    public void Remove(uint hash, int index)
    {
        uint at = hash & Mask;
        int slot;
        while (!_buckets[at].TryFind(index, out slot))
            at = (at + 1) & Mask;

        ref Bucket bucket = ref _buckets[at];
        bool wasFull = bucket.IsFull;
        bucket.Remove(slot);
        _count--;
        if (wasFull)
            Refill(at);
    }

    private bool TryFind(in Bucket bucket, in TKey key, uint hash, out int slot)
    {
        for (uint same = bucket.Hashes.Find(hash); same != 0; same &= same - 1)
        {
            slot = BitOperations.TrailingZeroCount(same);
            int index = bucket.IndexIn(slot);
            if (index != Connection.None && entries[index].Key.Equals(key))
                return true;
        }

        slot = 0;
        return false;
    }

    /// <summary>Where a bucket was full and has room again, moves back what passed it by, up to a bucket that nothing has passed by.</summary>
    private void Refill(uint room)
    {
        bool wasFull = true;
        for (uint from = (room + 1) & Mask; wasFull; from = (from + 1) & Mask)
        {
            ref Bucket bucket = ref _buckets[from];
            wasFull = bucket.IsFull;
            for (int slot = 0; slot < bucket.Used; slot++)
            {
                uint home = bucket.Hashes[slot] & Mask;
                if (((from - home) & Mask) < ((from - room) & Mask))
                    continue;
                _buckets[room].Add(bucket.Hashes[slot], bucket.IndexIn(slot));
                bucket.Remove(slot);
                room = from;
                break;
            }
        }
    }

    private void Grow()
    {
        LineArray<Bucket> old = _buckets;
        _buckets = new LineArray<Bucket>(old.Length * 2);
        for (uint from = 0; from < old.Length; from++)
        {
            ref readonly Bucket bucket = ref old[from];
            for (int slot = 0; slot < bucket.Used; slot++)
            {
                uint at = bucket.Hashes[slot] & Mask;
                while (_buckets[at].IsFull)
                    at = (at + 1) & Mask;
                _buckets[at].Add(bucket.Hashes[slot], bucket.IndexIn(slot));
            }
        }
    }

    /// <summary>A connection and the key it is found by.</summary>
    internal struct Entry
    {
        /// <summary>Its flow key.</summary>
        public TKey Key;

        /// <summary>The connection.</summary>
        public Connection Connection;
    }

    /// <summary>A cache line of slots, filled from the first on.</summary>
    private struct Bucket
    {
        public const int Slots = 8;

        public Eight Hashes;

        /// <summary>Each one more than the index, so that 0 is a slot that is free.</summary>
        private Eight _indicesPlusOne;

        public readonly bool IsFull => _indicesPlusOne[Slots - 1] != 0;

        public readonly int Used => BitOperations.TrailingZeroCount(_indicesPlusOne.Find(0) | (1 << Slots));

        /// <summary>The index in a slot; <see cref="Connection.None"/> where that is free.</summary>
        public readonly int IndexIn(int slot) => (int)_indicesPlusOne[slot] - 1;

        public readonly bool TryFind(int index, out int slot)
        {
            uint found = _indicesPlusOne.Find((uint)index + 1);
            slot = BitOperations.TrailingZeroCount(found);
            return found != 0;
        }

        public void Point(int slot, int index) => _indicesPlusOne[slot] = (uint)index + 1;

        public void Add(uint hash, int index)
        {
            int slot = Used;
            Hashes[slot] = hash;
            Point(slot, index);
        }

        /// <summary>Frees a slot; the last one used takes its place.</summary>
        public void Remove(int slot)
        {
            int last = Used - 1;
            Hashes[slot] = Hashes[last];
            _indicesPlusOne[slot] = _indicesPlusOne[last];
            _indicesPlusOne[last] = 0;
        }
    }

    /// <summary>Eight numbers, compared at once.</summary>
    [InlineArray(Bucket.Slots)]
    private struct Eight
    {
        private uint _first;

        /// <summary>Where a number stands, a bit a place.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly uint Find(uint value)
        {
            Vector128<uint> wanted = Vector128.Create(value);
            uint low = Vector128.Equals(Vector128.LoadUnsafe(in _first), wanted).ExtractMostSignificantBits();
            uint high = Vector128.Equals(Vector128.LoadUnsafe(in _first, (nuint)Vector128<uint>.Count), wanted).ExtractMostSignificantBits();
            return low | (high << Vector128<uint>.Count);
        }
    }
}
