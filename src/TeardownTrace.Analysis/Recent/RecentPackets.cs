using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Recent;

/// <summary>
/// The TCP packets captured last, as many as a bounded memory holds, by connection: a verdict is final long after its packets passed
/// (TIME_WAIT alone lasts a minute), and those who read it want to see them.
/// <para>Design: a ring of entries, each linked to the one before of the same chain; connections share chains, so an entry names its flow in full.
/// A position counts bytes since the beginning and never comes again: an entry is held while its position lies within the ring's
/// size of the end, and a link to one that is not ends the chain. Nothing is allocated per packet.</para>
/// <para>One thread at a time.</para>
/// </summary>
public sealed class RecentPackets
{
    /// <summary>The least memory: it holds the largest packet that a live capture gives some times.</summary>
    public const long LeastBytes = 1_000_000;

    /// <summary>The most memory.</summary>
    public const long MostBytes = 2_000_000_000;

    private const int Alignment = 8;
    private const long None = -1;

    /// <summary>Ring bytes for each chain: about as many chains as small packets, so that a chain is little longer than its connection.</summary>
    private const int BytesPerChain = 256;

    /// <summary>Positions whose list is kept for the next connection; a longer one, of a connection that fills the ring, is given back.</summary>
    private const int FoundKept = 1 << 16;

    private readonly PacketDecoder _decoder = new();
    private readonly DecodeCounters _decoded = new();
    private readonly SegmentBatch<FlowKeyV4> _v4 = new(PacketBatch.DefaultCapacity);
    private readonly SegmentBatch<FlowKeyV6> _v6 = new(PacketBatch.DefaultCapacity);
    private readonly RingReach _reach = new();
    private readonly List<long> _found = [];
    private readonly byte[] _ring;
    private readonly long[] _newest;
    private long _end;

    /// <summary>Sets the memory aside; the system gives it as it is filled.</summary>
    /// <param name="bytes">Bytes in all, <see cref="LeastBytes"/> to <see cref="MostBytes"/>.</param>
    public RecentPackets(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, LeastBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MostBytes);
        int chains = (int)(BitOperations.RoundUpToPowerOf2((ulong)bytes / BytesPerChain) / 2);
        _newest = new long[chains];
        Array.Fill(_newest, None);
        _ring = GC.AllocateUninitializedArray<byte>((int)(bytes - ((long)chains * sizeof(long))) & -Alignment);
    }

    /// <summary>How far back the memory reaches, nanoseconds of capture time; it can reach a little farther.</summary>
    public long ReachNs => _reach.Nanoseconds;

    /// <summary>Keeps copies of a batch's TCP packets; the oldest ones held make room.</summary>
    /// <param name="batch">The packets, in capture order after all before.</param>
    /// <param name="interfaces">The source's interfaces.</param>
    internal void Add(PacketBatch batch, IReadOnlyList<CaptureInterface> interfaces)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<CapturedPacket> packets = batch.Packets;
        for (int first = 0; first < packets.Length; first += PacketBatch.DefaultCapacity)
        {
            ReadOnlySpan<CapturedPacket> run = packets[first..Math.Min(first + PacketBatch.DefaultCapacity, packets.Length)];
            _decoder.Decode(run, first, interfaces, filter: null, _v4, _v6, _decoded);
            Add(batch);
        }
    }

    /// <summary>
    /// Finds the packets of a connection between its first and its last frame that are still held, and that no connection took before: incarnations
    /// that overlap share packets.
    /// </summary>
    /// <param name="report">The connection.</param>
    public RecentConnection Take(in ConnectionReport report)
    {
        _found.Clear();
        if (_found.Capacity > FoundKept)
            _found.Capacity = 0;
        int hash = HashOf(ClientOf(report), ServerOf(report));
        long held = 0;
        for (long at = NewestOf(hash); at != None && at >= _end - _ring.Length;)
        {
            ref RecentEntry entry = ref EntryAt(at);
            if (IsBefore(entry, report.FirstFrame))
                break;
            if (entry.Hash == hash && !IsAfterLast(entry, report) && IsOf(at, entry, report))
            {
                held++;
                if (entry.Taken == 0)
                    _found.Add(at);
                entry.Taken = 1;
            }

            at = entry.Previous;
        }

        _found.Reverse();
        return new RecentConnection(this, CollectionsMarshal.AsSpan(_found), Math.Max(0, report.ClientPackets + report.ServerPackets - held));
    }

    internal RecentPacket At(long position)
    {
        ref RecentEntry entry = ref EntryAt(position);
        int start = OffsetOf(position) + Unsafe.SizeOf<RecentEntry>() + entry.KeyLength;
        return new RecentPacket(entry, _ring.AsSpan(start, entry.CapturedLength));
    }

    /// <summary>Keeps what was decoded, both families in capture order.</summary>
    private void Add(PacketBatch batch)
    {
        int v4 = 0;
        int v6 = 0;
        ReadOnlySpan<KeyedSegment<FlowKeyV4>> ofV4 = _v4.Of(0);
        ReadOnlySpan<KeyedSegment<FlowKeyV6>> ofV6 = _v6.Of(0);
        while (v4 < ofV4.Length || v6 < ofV6.Length)
        {
            if (v6 == ofV6.Length || (v4 < ofV4.Length && ofV4[v4].Segment.PacketIndex < ofV6[v6].Segment.PacketIndex))
                Add(batch, ofV4[v4++]);
            else
                Add(batch, ofV6[v6++]);
        }
    }

    private void Add<TKey>(PacketBatch batch, in KeyedSegment<TKey> segment)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        ref readonly TKey key = ref segment.Key;
        int packetIndex = segment.Segment.PacketIndex;
        ref readonly CapturedPacket packet = ref batch.Packets[packetIndex];
        int length = (Unsafe.SizeOf<RecentEntry>() + Unsafe.SizeOf<TKey>() + packet.CapturedLength + Alignment - 1) & -Alignment;
        if (length > _ring.Length)
            return;

        int offset = OffsetOf(_end);
        if (offset + length > _ring.Length)
        {
            _end += _ring.Length - offset;
            offset = 0;
        }

        int hash = HashOf(FlowEnd.Of(key, isHigh: false), FlowEnd.Of(key, isHigh: true));
        ref long newest = ref NewestOf(hash);
        Span<byte> room = _ring.AsSpan(offset, length);
        MemoryMarshal.AsRef<RecentEntry>(room) = new RecentEntry
        {
            Previous = newest,
            Frame = batch.FirstFrame + packetIndex,
            Time = packet.Time.Nanoseconds,
            Hash = hash,
            OriginalLength = packet.OriginalLength,
            CapturedLength = packet.CapturedLength,
            InterfaceIndex = packet.InterfaceIndex,
            FileIndex = batch.FileIndex,
            KeyLength = (short)Unsafe.SizeOf<TKey>(),
        };
        room = room[Unsafe.SizeOf<RecentEntry>()..];
        MemoryMarshal.Write(room, key);
        packet.Bytes.CopyTo(room[Unsafe.SizeOf<TKey>()..]);
        _reach.Note(offset, _ring.Length, packet.Time.Nanoseconds);
        newest = _end;
        _end += length;
    }

    /// <summary>A sum, so that the order of the ends does not matter.</summary>
    private static int HashOf(in FlowEnd one, in FlowEnd other) => one.GetHashCode() + other.GetHashCode();

    private static FlowEnd ClientOf(in ConnectionReport report) => new(report.ClientAddress, report.ClientPort);

    private static FlowEnd ServerOf(in ConnectionReport report) => new(report.ServerAddress, report.ServerPort);

    private static bool IsBefore(in RecentEntry entry, FrameNumber frame) =>
        entry.FileIndex < frame.FileIndex || (entry.FileIndex == frame.FileIndex && entry.Frame < frame.Number);

    /// <summary>Whether a packet came after the connection. The last frame of a connection over more packets than 32 bits count is not known.</summary>
    private static bool IsAfterLast(in RecentEntry entry, in ConnectionReport report)
    {
        FrameNumber last = report.LastFrame;
        if (last.FileIndex == report.FirstFrame.FileIndex && last.Number - report.FirstFrame.Number >= uint.MaxValue)
            return false;
        return entry.FileIndex > last.FileIndex || (entry.FileIndex == last.FileIndex && entry.Frame > last.Number);
    }

    private bool IsOf(long position, in RecentEntry entry, in ConnectionReport report)
    {
        ReadOnlySpan<byte> key = _ring.AsSpan(OffsetOf(position) + Unsafe.SizeOf<RecentEntry>(), entry.KeyLength);
        return key.Length == Unsafe.SizeOf<FlowKeyV4>()
            ? IsBetween(MemoryMarshal.Read<FlowKeyV4>(key), report)
            : IsBetween(MemoryMarshal.Read<FlowKeyV6>(key), report);
    }

    private static bool IsBetween<TKey>(in TKey key, in ConnectionReport report)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        FlowEnds ends = FlowEnds.Of(key);
        FlowEnd client = ClientOf(report);
        FlowEnd server = ServerOf(report);
        return (ends.Low == client && ends.High == server) || (ends.Low == server && ends.High == client);
    }

    private int OffsetOf(long position) => (int)(position % _ring.Length);

    private ref long NewestOf(int hash) => ref _newest[hash & (_newest.Length - 1)];

    private ref RecentEntry EntryAt(long position) => ref MemoryMarshal.AsRef<RecentEntry>(_ring.AsSpan(OffsetOf(position)));
}
