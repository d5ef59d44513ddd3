using System.Numerics;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// Batches of packets on their way through the engine. Design: three batches are under way at once, one being read, one being decoded in
/// slices, one being tracked by partitions; a step takes each one further, its tasks are done by whichever thread is free, and between steps
/// nothing runs. No task meets another: no locks, and what partitions find does not depend on the threads.
/// </summary>
internal sealed class Round
{
    /// <summary>
    /// Connections expire after so many packets of the capture at the earliest, and by the earliest time among the packets since: one time
    /// stamp ahead of the others, or a clock that runs back, expires nothing early, and short batches expire no sooner than long ones.
    /// </summary>
    private const long PacketsBetweenSweeps = 1024;

    /// <summary>Slices a thread: more than one, so that none waits long for the others; few, as a partition's segments lie together in one only.</summary>
    private const int SlicesPerThread = 2;

    private readonly WorkCrew _crew;
    private readonly PacketFilter? _filter;
    private readonly FrameMap _frames;
    private readonly FamilyPartition<FlowKeyV4>[] _v4;
    private readonly FamilyPartition<FlowKeyV6>[] _v6;
    private readonly Action _read;
    private readonly Action<int> _work;
    private IPacketSource? _source;
    private PacketBatch _incoming = new();
    private PacketBatch _packets = new();
    private DecodedBatch _decoding;
    private DecodedBatch _tracking;
    private long _earliestSinceSweep = long.MaxValue;
    private long _latestSweep = long.MinValue;
    private int _trackTasks;
    private bool _wasRead;

    /// <param name="crew">Who does the work.</param>
    /// <param name="filter">Leaves out packets that it does not match, where given.</param>
    /// <param name="frames">Learns where batches lie.</param>
    /// <param name="v4">The partitions; a power of two of them.</param>
    /// <param name="v6">As many of the other family.</param>
    public Round(WorkCrew crew, PacketFilter? filter, FrameMap frames, FamilyPartition<FlowKeyV4>[] v4, FamilyPartition<FlowKeyV6>[] v6)
    {
        _crew = crew;
        _filter = filter;
        _frames = frames;
        _v4 = v4;
        _v6 = v6;
        int slices = crew.Threads == 1 ? 1 : crew.Threads * SlicesPerThread;
        int partitionBits = BitOperations.TrailingZeroCount(v4.Length);
        _decoding = new DecodedBatch(slices, partitionBits);
        _tracking = new DecodedBatch(slices, partitionBits);
        _read = Read;
        _work = Work;
    }

    /// <summary>Packets read so far.</summary>
    public long Packets { get; private set; }

    /// <summary>
    /// How far the capture has come: the time of the last packet decoded, or the latest by which connections expired; <see cref="long.MinValue"/> before
    /// the first. A time stamp ahead of those around it is no time that passed.
    /// </summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>Whether everything that was read has been tracked.</summary>
    public bool IsDrained => _decoding.IsEmpty && _tracking.IsEmpty;

    /// <summary>Takes every batch one step further and reads the next one.</summary>
    /// <param name="source">The capture; the same one in every step.</param>
    /// <param name="counters">What was decoded is added to it.</param>
    /// <returns>False when the source is at its end; what was read from it may not be tracked yet.</returns>
    public bool Step(IPacketSource source, DecodeCounters counters)
    {
        _source = source;
        Work(_read);
        TakeFurther(counters);
        if (!_wasRead)
            return false;

        (_incoming, _packets) = (_packets, _incoming);
        _frames.Add(source.Interfaces);
        if (_packets.Count > 0)
            _frames.Add(_packets, Packets);
        _decoding.Begin(Packets, _packets.Packets);
        Packets += _packets.Count;
        return true;
    }

    /// <summary>Tracks everything that was read, and reads no more.</summary>
    public void Drain(DecodeCounters counters)
    {
        while (!IsDrained)
        {
            Work(read: null);
            TakeFurther(counters);
        }
    }

    private void Read() => _wasRead = _source!.TryRead(_incoming);

    private void Work(Action? read)
    {
        _trackTasks = _tracking.IsEmpty ? 0 : _v4.Length;
        _crew.Run(read, _trackTasks + (_decoding.IsEmpty ? 0 : _decoding.Slices), _work);
    }

    /// <summary>Does a task. Partitions come first: theirs are the long ones, and the slices, short, even out who is done when.</summary>
    private void Work(int task)
    {
        if (task < _trackTasks)
            Track(task);
        else
            _decoding.Decode(task - _trackTasks, _packets, _source!.Interfaces, _filter);
    }

    private void Track(int partition)
    {
        _v4[partition].Track(_tracking.V4, partition, _tracking.FirstPacket, _tracking.SweepTime);
        _v6[partition].Track(_tracking.V6, partition, _tracking.FirstPacket, _tracking.SweepTime);
    }

    /// <summary>What was decoded is tracked next, and what was tracked makes room.</summary>
    private void TakeFurther(DecodeCounters counters)
    {
        (_decoding, _tracking) = (_tracking, _decoding);
        _decoding.Clear();
        if (_tracking.IsEmpty)
            return;

        _earliestSinceSweep = Math.Min(_earliestSinceSweep, _tracking.CountInto(counters, _frames.HasTimes));
        Now = Math.Max(_latestSweep, _tracking.LastTime);
        if (_tracking.FirstPacket / PacketsBetweenSweeps == (_tracking.FirstPacket + _tracking.Packets) / PacketsBetweenSweeps)
            return;
        _tracking.SweepTime = _earliestSinceSweep;
        _latestSweep = Math.Max(_latestSweep, _earliestSinceSweep);
        _earliestSinceSweep = long.MaxValue;
    }
}
