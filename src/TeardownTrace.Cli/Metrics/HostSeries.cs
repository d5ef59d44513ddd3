using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Metrics;

/// <summary>What the hosts with most ends in TIME_WAIT hold now, and what all others hold.</summary>
internal sealed class HostSeries
{
    /// <summary>Hosts told apart at once.</summary>
    internal const int AtOnce = 20;

    /// <summary>Hosts told apart in a run: whoever stores the series keeps each for long.</summary>
    internal const int InARun = 1000;

    private readonly HashSet<HostAddress> _named = [];

    /// <summary>Takes a census.</summary>
    /// <param name="census">The connections tracked now.</param>
    /// <returns>The hosts that hold most, then the rest.</returns>
    internal IReadOnlyList<HostTimeWaits> Update(StateCensus census)
    {
        const int TimeWait = (int)TcpState.TimeWait;
        long rest = census.Clients[TimeWait] + census.Servers[TimeWait];
        var series = new List<HostTimeWaits>(AtOnce + 1);
        foreach (HostStates host in census.Hosts.Take(AtOnce))
        {
            long ends = host.States[TimeWait];
            if (ends == 0 || (_named.Count == InARun && !_named.Contains(host.Address)))
                continue;
            _named.Add(host.Address);
            series.Add(new HostTimeWaits(host.Address, ends));
            rest -= ends;
        }

        series.Add(new HostTimeWaits(null, rest));
        return series;
    }
}
