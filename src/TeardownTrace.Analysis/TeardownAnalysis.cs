using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Pipeline;
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
    /// <summary>
    /// Partitions of the hash space: so many that with a thread for each the reading, which is one thread's, takes longer than they do, and no more, as
    /// each asks for memory ahead anew in every slice.
    /// </summary>
    private const int PartitionsOfDivided = 8;

    /// <summary>Tables smaller than this many connections are not divided: the longest idle of all makes room.</summary>
    private const int SmallestDividedTable = 16 * 1024;

    private readonly AnalysisOptions _options;
    private readonly WorkCrew _crew;
    private readonly FrameMap _frames = new();
    private readonly DecodeCounters _decoded = new();
    private readonly FinishedReports _reports;
    private readonly TotalsSum _past = new();
    private readonly DropIntervals _drops = new();
    private readonly StateCounter _states;
    private Partition[] _partitions = [];
    private Round _round;
    private IPacketSource? _source;
    private long _packetsBefore;
    private long _packetsAtDropCount;
    private long _dropped;
    private long _clock;
    private bool _hadNanoseconds;
    private bool _atEnd;

    /// <summary>Makes an engine with an empty table.</summary>
    /// <param name="options">Timers and bounds.</param>
    public TeardownAnalysis(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1, nameof(options));
        _options = options;
        _reports = new FinishedReports(_frames);
        _states = new StateCounter(options);
        _crew = new WorkCrew(Math.Min(options.Threads, Environment.ProcessorCount));
        _round = NewRound();
    }

    /// <summary>The reports that the last <see cref="Advance"/> made final, by <see cref="ConnectionReport.Id"/>; valid until the next one. Empty without <see cref="AnalysisOptions.DeliverReports"/>.</summary>
    public ReadOnlySpan<ConnectionReport> Finished => _reports.Last;

    /// <summary>What was counted so far.</summary>
    public AnalysisTotals Totals
    {
        get
        {
            TotalsSum sum = new();
            sum.Add(_past);
            foreach (Partition partition in _partitions)
                partition.Totals.AddTo(sum);
            AnalysisTotals totals = sum.Result(_decoded);
            totals.Dropped = _dropped;
            totals.HasNanoseconds = _hadNanoseconds || _frames.HasNanoseconds;
            return totals;
        }
    }

    /// <summary>Packets read so far.</summary>
    public long Packets => _packetsBefore + _round.Packets;

    /// <summary>Connections whose number a later row will name.</summary>
    internal int NumbersAwaited => _reports.NumbersAwaited;

    /// <summary>How far the capture has come, by its packets or by the clock while the wire is silent.</summary>
    private long Now => Math.Max(_clock, _round.Now);

    /// <summary>Reads and tracks the next packets of <paramref name="source"/>; at its end, finishes every connection of it.</summary>
    /// <param name="source">The capture being read; another one only after false was returned.</param>
    /// <returns>False when the capture is at its end and its last report was delivered.</returns>
    /// <exception cref="IOException">Rows that wait for an earlier connection cannot be read back from the temporary folder.</exception>
    public bool Advance(IPacketSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!ReferenceEquals(source, _source))
            Begin(source);

        if (!_atEnd && !_round.Step(source, _decoded))
            FinishAll();
        if (_options.DeliverReports)
            _reports.Take(_partitions);
        if (!_atEnd || _reports.Last.Length > 0)
            return true;
        _source = null;
        return false;
    }

    /// <summary>Lets connections expire while the wire is silent.</summary>
    /// <param name="now">The time now by the capture's clock; nothing happens where packets have come from later times, or are still under way.</param>
    public void AdvanceClock(Timestamp now)
    {
        if (_atEnd || !_round.IsDrained || now.Nanoseconds <= Now)
            return;
        _clock = now.Nanoseconds;
        foreach (Partition partition in _partitions)
            partition.Advance(_clock);
    }

    /// <summary>
    /// Takes in how many packets the capture lost since the last call (or its beginning); to be called each time the capture's statistics were
    /// asked, also with 0. Connections alive in between lose their certainty.
    /// </summary>
    public void NoteDrops(long packets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(packets);
        if (packets > 0)
            NoteGap();
        _packetsAtDropCount = _round.Packets;
        _dropped += packets;
    }

    /// <summary>
    /// Takes in that the capture missed packets since the last <see cref="NoteDrops"/>, and nobody knows how many: its interface was away.
    /// Connections alive in between lose their certainty.
    /// </summary>
    public void NoteGap()
    {
        _drops.Add(_packetsAtDropCount - 1, _round.Packets);
        _packetsAtDropCount = _round.Packets;
    }

    /// <summary>Counts the connections tracked now by their state; goes over all of them.</summary>
    /// <param name="hosts">Hosts told apart, those with most ends in TIME_WAIT first; 0 for none.</param>
    public StateCensus TakeCensus(int hosts)
    {
        _states.Begin(Now, wantsHosts: hosts > 0);
        foreach (Partition partition in _partitions)
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
        bool isDivided = _options.MaxConnections >= SmallestDividedTable;
        int count = isDivided ? PartitionsOfDivided : 1;
        int capacity = (_options.MaxConnections + count - 1) / count;
        var v4 = new FamilyPartition<FlowKeyV4>[count];
        var v6 = new FamilyPartition<FlowKeyV6>[count];
        for (int i = 0; i < count; i++)
        {
            v4[i] = new FamilyPartition<FlowKeyV4>(_options, capacity, _frames, _drops);
            v6[i] = new FamilyPartition<FlowKeyV6>(_options, capacity, _frames, _drops);
        }

        _partitions = [.. v4, .. v6];
        return new Round(_crew, _options.Filter, _frames, v4, v6);
    }

    private void Begin(IPacketSource source)
    {
        if (_atEnd)
        {
            _packetsBefore += _round.Packets;
            foreach (Partition partition in _partitions)
                partition.Totals.AddTo(_past);
            DisposePartitions();
            _round = NewRound();
        }

        _source = source;
        _hadNanoseconds |= _frames.HasNanoseconds;
        _frames.Begin(source.Files);
        _reports.BeginCapture();
        _drops.Clear();
        _packetsAtDropCount = 0;
        _clock = long.MinValue;
        _atEnd = false;
    }

    private void FinishAll()
    {
        _round.Drain(_decoded);
        long until = Now;
        _crew.Run(own: null, _partitions.Length, partition => _partitions[partition].FinishAll(until));
        _atEnd = true;
    }
}
