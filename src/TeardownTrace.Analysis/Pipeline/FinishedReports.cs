using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// The reports that are handed out together: takes connections out of the partitions in the order of the rows, numbers them and makes their reports.
/// On the calling thread alone: a report costs less than waking another thread for it, and whoever formats rows needs a processor, too.
/// </summary>
/// <param name="frames">Where packets lie in their files.</param>
internal sealed class FinishedReports(FrameMap frames)
{
    /// <summary>Reports handed out at once, at most.</summary>
    private const int AtOnce = 1024;

    private readonly ConnectionReport[] _reports = new ConnectionReport[AtOnce];
    private readonly PriorityQueue<int, long> _earliest = new();
    private readonly Dictionary<long, (long Id, int Successors)> _met = [];
    private int _count;
    private long _numbered;

    /// <summary>The reports taken out last; valid until the next ones are.</summary>
    public ReadOnlySpan<ConnectionReport> Last => _reports.AsSpan(0, _count);

    /// <summary>Connections whose number a later row will name.</summary>
    public int NumbersAwaited => _met.Count;

    /// <summary>Another capture begins: numbers go on, and no row of it names one of a capture before.</summary>
    public void BeginCapture() => _met.Clear();

    /// <summary>Takes reports out as long as the connection with the earliest first packet of all has ended.</summary>
    /// <param name="partitions">Where the connections are; at least one.</param>
    public void Take(Partition[] partitions)
    {
        _earliest.Clear();
        for (int i = 0; i < partitions.Length; i++)
            _earliest.Enqueue(i, partitions[i].NextFirstPacket);
        for (_count = 0; _count < AtOnce; _count++)
        {
            int earliest = _earliest.Peek();
            Partition partition = partitions[earliest];
            if (!partition.TryTake(out TeardownFacts facts))
                break;
            _reports[_count] = ReportRules.Report(facts, VerdictRules.Judge(facts), frames, NextNumber(facts));
            _earliest.DequeueEnqueue(earliest, partition.NextFirstPacket);
        }
    }

    /// <summary>The number of the connection taken out, and the number of the incarnation that its SYN met.</summary>
    private ReportNumber NextNumber(in TeardownFacts taken)
    {
        long id = ++_numbered;
        if (taken.Rare.Successors > 0)
            _met[taken.Connection.FirstPacket] = (id, taken.Rare.Successors);

        ref readonly ReuseFacts reuse = ref taken.Rare.Reuse;
        long? metId = null;
        if (reuse.MetTimeWait && _met.Remove(reuse.PreviousFirstPacket, out (long Id, int Successors) met))
        {
            metId = met.Id;
            if (met.Successors > 1)
                _met[reuse.PreviousFirstPacket] = (met.Id, met.Successors - 1);
        }

        return new ReportNumber(id, metId);
    }
}
