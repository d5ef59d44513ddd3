using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// Counts the states of both ends over the tracked connections. Bounded: hosts beyond so many are not told apart, which matters to none of
/// those with most connections unless the traffic is a scan; used again for every census, so that a steady run allocates little.
/// </summary>
/// <param name="options">Timers: when TIME_WAIT has passed.</param>
internal sealed class StateCounter(AnalysisOptions options)
{
    private const int HostsKept = 1 << 16;
    private const int StateCount = (int)TcpState.TimeWait + 1;

    private readonly Dictionary<HostAddress, StateCounts> _hosts = [];
    private readonly long[] _clients = new long[StateCount];
    private readonly long[] _servers = new long[StateCount];
    private bool _wantsHosts;
    private int _connections;
    private long _now;

    /// <summary>Begins a census.</summary>
    /// <param name="now">The moment, nanoseconds of capture time.</param>
    /// <param name="wantsHosts">Whether hosts are told apart.</param>
    public void Begin(long now, bool wantsHosts)
    {
        _now = now;
        _wantsHosts = wantsHosts;
        _connections = 0;
        _hosts.Clear();
        Array.Clear(_clients);
        Array.Clear(_servers);
    }

    /// <summary>Counts a connection.</summary>
    public void Count(in FlowEnds ends, in Connection connection, in RareFacts rare)
    {
        TcpState low = PresentState(connection, connection.Low, rare);
        TcpState high = PresentState(connection, connection.High, rare);
        if (low == TcpState.Closed && high == TcpState.Closed)
            return;

        _connections++;
        _clients[(int)(connection.ClientIsHigh ? high : low)]++;
        _servers[(int)(connection.ClientIsHigh ? low : high)]++;
        if (!_wantsHosts)
            return;
        CountAt(ends.Low.Address, low);
        CountAt(ends.High.Address, high);
    }

    /// <summary>What was counted.</summary>
    /// <param name="hosts">Hosts told at most.</param>
    public StateCensus Result(int hosts) => new(
        _connections,
        [.. _clients],
        [.. _servers],
        [.. _hosts
            .OrderByDescending(static host => host.Value[(int)TcpState.TimeWait])
            .ThenByDescending(static host => host.Value.Sum())
            .ThenBy(static host => host.Key)
            .Take(hosts)
            .Select(static host => new HostStates(host.Key, host.Value.ToArray()))]);

    /// <summary>The state an end is in now: a RST has closed both, and TIME_WAIT passes by itself.</summary>
    private TcpState PresentState(in Connection connection, in Endpoint end, in RareFacts rare)
    {
        if (connection.Has(ConnectionMarks.Reset) || connection.Has(ConnectionMarks.RstAfterClose))
            return TcpState.Closed;
        bool isOver = end.State == TcpState.TimeWait
            && (connection.IsTimeWaitCut || _now - ReuseRules.TimeWaitStart(connection) - rare.TimeWaitRestart >= options.TimeWaitNs);
        return isOver ? TcpState.Closed : end.State;
    }

    /// <summary>Who is closed or only listens has no connection: such an end is none of its host's.</summary>
    private void CountAt(HostAddress host, TcpState state)
    {
        if (state is TcpState.Closed or TcpState.Listen)
            return;
        if (_hosts.Count >= HostsKept && !_hosts.ContainsKey(host))
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(_hosts, host, out _)[(int)state]++;
    }

    [InlineArray(StateCount)]
    private struct StateCounts
    {
        private int _first;

        public readonly long Sum()
        {
            long sum = 0;
            foreach (int count in this)
                sum += count;
            return sum;
        }

        public readonly long[] ToArray()
        {
            long[] counts = new long[StateCount];
            for (int i = 0; i < counts.Length; i++)
                counts[i] = this[i];
            return counts;
        }
    }
}
