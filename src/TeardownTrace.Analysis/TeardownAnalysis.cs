using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis;

/// <summary>
/// The engine: reads packets from a source, tracks every connection and tells how each ended.
/// Pull it: <c>while (analysis.Advance(source)) foreach (ref readonly ConnectionReport report in analysis.Finished) …</c>
/// Several captures are analysed one after the other with the same instance: identifiers and totals go on, connections do not.
/// </summary>
public sealed class TeardownAnalysis : IDisposable
{
    /// <summary>Reports handed out at once, at most.</summary>
    private const int ReportsAtOnce = 1024;

    /// <summary>Tables smaller than this many connections are not divided: the longest idle of all makes room.</summary>
    private const int SmallestDividedTable = 16 * 1024;

    private readonly WorkCrew _crew;
    private readonly FrameMap _frames = new();
    private readonly DecodeCounters _decoded = new();
    private readonly List<ConnectionReport> _finished = new(ReportsAtOnce);
    private readonly Dictionary<long, (long Id, int Successors)> _met = [];
    private readonly RetiredTotals _retired = new();
    private readonly DropIntervals _drops = new();
    private readonly StateCounter _states;
    private Partition[] _partitions = [];
    private Round _round;
    private IPacketSource? _source;
    private long _packets;
    private long _packetsBefore;
    private long _packetsAtDropCount;
    private long _dropped;
    private long _now;
    private long _reported;
    private bool _atEnd;

    /// <summary>Makes an engine with an empty table.</summary>
    /// <param name="options">Timers and bounds.</param>
    public TeardownAnalysis(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1, nameof(options));
        Options = options;
        _states = new StateCounter(options);
        _crew = new WorkCrew(Math.Min(options.Threads, Environment.ProcessorCount));
        _round = NewRound();
    }

    /// <summary>What it was made with.</summary>
    public AnalysisOptions Options { get; }

    /// <summary>The reports that the last <see cref="Advance"/> made final, by <see cref="ConnectionReport.Id"/>; valid until the next one. Empty without <see cref="AnalysisOptions.DeliverReports"/>.</summary>
    public ReadOnlySpan<ConnectionReport> Finished => CollectionsMarshal.AsSpan(_finished);

    /// <summary>What was counted so far.</summary>
    public AnalysisTotals Totals
    {
        get
        {
            AnalysisTotals totals = _retired.Sum(_partitions, _decoded);
            totals.Dropped = _dropped;
            return totals;
        }
    }

    /// <summary>Packets read so far.</summary>
    public long Packets => _packetsBefore + _packets;

    /// <summary>Reads and tracks the next packets of <paramref name="source"/>; at its end, finishes every connection of it.</summary>
    /// <param name="source">The capture being read; another one only after false was returned.</param>
    /// <returns>False when the capture is at its end and its last report was delivered.</returns>
    public bool Advance(IPacketSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!ReferenceEquals(source, _source))
            Begin(source);

        _finished.Clear();
        if (!_atEnd)
        {
            if (source.TryRead(_round.Batch))
                Track(source);
            else
                FinishAll();
        }

        Collect();
        if (!_atEnd || _finished.Count > 0)
            return true;
        _source = null;
        return false;
    }

    /// <summary>Lets connections expire while the wire is silent.</summary>
    /// <param name="now">The time now by the capture's clock; nothing happens where packets have come from later times.</param>
    public void AdvanceClock(Timestamp now)
    {
        if (_atEnd || now.Nanoseconds <= _now)
            return;
        _now = now.Nanoseconds;
        foreach (Partition partition in _partitions.Distinct())
            partition.Advance(_now);
    }

    /// <summary>
    /// Takes in how many packets the capture lost since the last call (or its beginning); to be called each time the capture's statistics were
    /// asked, also with 0. Connections alive in between lose their certainty.
    /// </summary>
    public void NoteDrops(long packets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(packets);
        if (packets > 0)
            _drops.Add(_packetsAtDropCount - 1, _packets);
        _packetsAtDropCount = _packets;
        _dropped += packets;
    }

    /// <summary>Counts the connections tracked now by their state; goes over all of them.</summary>
    /// <param name="hosts">Hosts told apart, those with most ends in TIME_WAIT first; 0 for none.</param>
    public StateCensus TakeCensus(int hosts)
    {
        _states.Begin(_now, wantsHosts: hosts > 0);
        foreach (Partition partition in _partitions.Distinct())
            partition.Survey(_states);
        return _states.Result(hosts);
    }

    /// <summary>Treats the capture being read as ended here (interrupted): the following calls of <see cref="Advance"/> only finish what is open.</summary>
    public void EndCapture()
    {
        if (_source is not null && !_atEnd)
            FinishAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _crew.Dispose();
        DisposePartitions();
    }

    private void DisposePartitions()
    {
        foreach (Partition partition in _partitions)
            partition.Dispose();
    }

    private Round NewRound()
    {
        bool divided = Options.MaxConnections >= SmallestDividedTable;
        int capacity = divided ? (Options.MaxConnections + Round.Partitions - 1) / Round.Partitions : Options.MaxConnections;
        _partitions = new Partition[Round.Partitions];
        for (int i = 0; i < _partitions.Length; i++)
            _partitions[i] = divided || i == 0 ? new Partition(Options, capacity, _frames, _drops) : _partitions[0];
        return new Round(divided ? Options.Threads : 1, _partitions);
    }

    private void Begin(IPacketSource source)
    {
        if (_packets > 0)
        {
            _retired.Retire(_partitions);
            DisposePartitions();
            _round = NewRound();
        }

        _source = source;
        _frames.Begin(source.Files);
        _met.Clear();
        _drops.Clear();
        _packetsBefore += _packets;
        _packets = 0;
        _packetsAtDropCount = 0;
        _now = long.MinValue;
        _atEnd = false;
    }

    private void Track(IPacketSource source)
    {
        PacketBatch batch = _round.Batch;
        if (batch.Count == 0)
            return;
        _frames.Add(batch, _packets);
        _frames.Add(source.Interfaces);
        _round.Run(_crew, source, Options.Filter, _packets, _now, _decoded);
        _packets += batch.Count;
        _now = _round.Now;
    }

    private void FinishAll()
    {
        foreach (Partition partition in _partitions.Distinct())
            partition.FinishAll(_now);
        _atEnd = true;
    }

    /// <summary>Takes reports out as long as the connection with the earliest first packet of all has ended, and numbers them.</summary>
    private void Collect()
    {
        if (!Options.DeliverReports)
            return;

        while (_finished.Count < ReportsAtOnce)
        {
            Partition earliest = _partitions[0];
            foreach (Partition partition in _partitions)
            {
                if (partition.Finished.NextFirstPacket < earliest.Finished.NextFirstPacket)
                    earliest = partition;
            }

            if (!earliest.Finished.TryTake(out FinishedConnection finished))
                return;
            _finished.Add(Number(finished));
        }
    }

    /// <summary>Gives a report its number, and the number of the incarnation that its SYN met.</summary>
    private ConnectionReport Number(in FinishedConnection finished)
    {
        var facts = new TeardownFacts(finished.Ends, finished.Connection, finished.Rare, finished.Until, Options);
        ConnectionReport report = ReportRules.Report(facts, _frames);
        long id = ++_reported;
        if (finished.Rare.Successors > 0)
            _met[finished.Connection.FirstPacket] = (id, finished.Rare.Successors);

        long? reuseOf = null;
        if (finished.Rare.Reuse.Outcome != SynReuse.None && _met.Remove(finished.Rare.Reuse.PreviousFirstPacket, out (long Id, int Successors) met))
        {
            reuseOf = met.Id;
            if (met.Successors > 1)
                _met[finished.Rare.Reuse.PreviousFirstPacket] = (met.Id, met.Successors - 1);
        }

        return report with { Id = id, ReuseOf = report.SynReuse == SynReuse.None ? null : reuseOf };
    }
}
