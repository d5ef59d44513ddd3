using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>The instruments as a collector meets them.</summary>
[Collection(nameof(MetricsAlone))]
public sealed class LiveMetricsTests
{
    private static readonly int States = Enum.GetValues<TcpState>().Length;

    private static readonly string?[] Units = ["{connection}", "{endpoint}", "{packet}", "By"];

    [Fact]
    public void Names_and_units_are_OpenTelemetrys()
    {
        using var metrics = new LiveMetrics();
        CollectedSeries collected = CollectedSeries.Collect();
        Assert.NotEmpty(collected.Instruments);
        Assert.Equal(collected.Instruments.Count, collected.Instruments.Select(instrument => instrument.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(collected.Instruments, instrument =>
        {
            Assert.Matches(new Regex(@"^teardowntrace(\.[a-z]+(_[a-z]+)*)+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), instrument.Name);
            Assert.Contains(instrument.Unit, Units);
            Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal);

            // What is there now is counted by .count, what happened has a name in the plural.
            Assert.Equal(instrument is ObservableUpDownCounter<long>, instrument.Name.EndsWith(".count", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Nothing_is_told_before_anything_was_counted()
    {
        using var metrics = new LiveMetrics();
        Assert.Empty(CollectedSeries.Collect().Values);
    }

    [Fact]
    public void A_capture_of_every_verdict_comes_out_as_its_totals()
    {
        AnalysisTotals totals = AnalysedCapture.OfFile(SourceTree.EveryVerdict)!.Totals;
        using var metrics = new LiveMetrics();
        metrics.Update(totals, Census(connections: 0), new LiveStatistics(Received: 0, DroppedByKernel: 7, DroppedByInterface: 3, Outages: 0));
        CollectedSeries collected = CollectedSeries.Collect();

        Assert.Equal(totals.Connections, Sum(collected, "teardowntrace.connection.closes"));
        Assert.Equal(totals.Packets, Sum(collected, "teardowntrace.network.packets"));
        Assert.Equal(totals.WireBytes, collected.Values["teardowntrace.network.io"]);
        Assert.Equal(totals.MirrorDuplicates, collected.Values["teardowntrace.network.duplicates"]);
        Assert.Equal(7, collected.Values["teardowntrace.network.dropped{teardowntrace.dropped_by=kernel}"]);
        Assert.Equal(3, collected.Values["teardowntrace.network.dropped{teardowntrace.dropped_by=interface}"]);
        Tally resets = totals.CloseKinds[(int)CloseKind.Reset];
        Assert.Equal(resets.Certain, collected.Values["teardowntrace.connection.closes{teardowntrace.close_kind=reset,teardowntrace.confidence=certain}"]);
        Assert.Equal(resets.Inconclusive, collected.Values["teardowntrace.connection.closes{teardowntrace.close_kind=reset,teardowntrace.confidence=inconclusive}"]);
        Assert.Equal(
            totals.ActiveClosers[(int)Party.Both].Certain,
            collected.Values["teardowntrace.connection.active_closes{teardowntrace.active_closer=both,teardowntrace.confidence=certain}"]);
        Assert.Equal(
            totals.MissingFins[(int)Party.Server].Inconclusive,
            collected.Values["teardowntrace.connection.missing_fins{teardowntrace.confidence=inconclusive,teardowntrace.missing_fin=server}"]);
        Assert.Equal(totals.ResetCauses.Sum(cause => cause.Total), Sum(collected, "teardowntrace.connection.reset_causes"));
        Assert.Equal(
            totals.Reuses(SynReuse.Accepted).ToArray().Sum(byRule => byRule.Certain),
            collected.Values["teardowntrace.connection.reuses{teardowntrace.confidence=certain,teardowntrace.syn_reuse=accepted}"]);
        Assert.DoesNotContain(collected.Values.Keys, series => series.Contains("=none", StringComparison.Ordinal));

        // The capture shows every verdict, so each of these counts something.
        string[] counted = ["active_closes", "missing_fins", "lost_final_acks", "resets", "reset_causes", "reuses"];
        Assert.All(counted, name => Assert.True(Sum(collected, "teardowntrace.connection." + name) > 0, name));
    }

    [Fact]
    public void Open_connections_are_told_by_side_and_state()
    {
        long[] clients = new long[States];
        long[] servers = new long[States];
        clients[(int)TcpState.Established] = 5;
        servers[(int)TcpState.Established] = 4;
        servers[(int)TcpState.CloseWait] = 1;
        using var metrics = new LiveMetrics();
        using var analysis = new TeardownAnalysis(new AnalysisOptions());
        metrics.Update(analysis.Totals, new StateCensus(5, clients, servers, []), default);
        CollectedSeries collected = CollectedSeries.Collect();

        Assert.Equal(5, collected.Values["teardowntrace.connection.count"]);
        Assert.Equal(5, collected.Values["teardowntrace.endpoint.count{network.connection.state=established,teardowntrace.side=client}"]);
        Assert.Equal(1, collected.Values["teardowntrace.endpoint.count{network.connection.state=close_wait,teardowntrace.side=server}"]);
        Assert.Equal(2 * States, collected.Of("teardowntrace.endpoint.count").Count);
    }

    [Fact]
    public void The_hosts_that_hold_most_TIME_WAIT_are_told_apart_and_the_rest_together()
    {
        const int Hosts = 30;
        long[] held = new long[States];
        held[(int)TcpState.TimeWait] = Enumerable.Range(1, Hosts).Sum();
        HostStates[] hosts = [.. Enumerable.Range(0, Hosts).Select(host => Holding(host, Hosts - host))];
        using var metrics = new LiveMetrics();
        using var analysis = new TeardownAnalysis(new AnalysisOptions());
        metrics.Update(analysis.Totals, new StateCensus(100, held, new long[States], hosts), default);
        IReadOnlyList<KeyValuePair<string, long>> series = CollectedSeries.Collect().Of("teardowntrace.time_wait.count");

        Assert.Equal(HostSeries.AtOnce + 1, series.Count);
        Assert.Equal(Hosts, series[0].Value);
        Assert.Equal("teardowntrace.time_wait.count{teardowntrace.host.address=0.0.0.0}", series[0].Key);
        Assert.Equal("teardowntrace.time_wait.count{teardowntrace.host.address=_OTHER}", series[^1].Key);
        Assert.Equal(held[(int)TcpState.TimeWait], series.Sum(host => host.Value));
    }

    [Fact]
    public void Hosts_that_come_and_go_name_no_more_series_than_are_kept()
    {
        var hosts = new HostSeries();
        var named = new HashSet<HostAddress>();
        long[] none = new long[States];
        for (int moment = 0; moment < 200; moment++)
        {
            HostStates[] present = [.. Enumerable.Range(moment * 10, HostSeries.AtOnce).Select(host => Holding(host, 1))];
            long[] held = new long[States];
            held[(int)TcpState.TimeWait] = present.Length;
            IReadOnlyList<HostTimeWaits> series = hosts.Update(new StateCensus(present.Length, held, none, present));
            Assert.Equal(present.Length, series.Sum(host => host.Ends));
            named.UnionWith(series.Where(host => host.Address is not null).Select(host => host.Address!.Value));
        }

        Assert.Equal(HostSeries.InARun, named.Count);
    }

    [Fact]
    public void The_busiest_services_are_told_apart_and_the_rest_together()
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1 });
        var attempts = new Attempts();
        for (int service = 0; service < 30; service++)
            attempts.To(service, 40 - service);
        attempts.Run(analysis);
        using var metrics = new LiveMetrics();
        metrics.Update(analysis.Totals, Census(0), default);
        CollectedSeries collected = CollectedSeries.Collect();

        IReadOnlyList<KeyValuePair<string, long>> series = collected.Of("teardowntrace.service.closes");
        int kinds = Vocabulary.CloseKinds.Count - 1;
        Assert.Equal((ServiceSeries.AtOnce + 1) * kinds * Vocabulary.Confidences.Count, series.Count);

        // The capture ends before an answer would have had to come.
        const string Unanswered = "teardowntrace.close_kind=unanswered,teardowntrace.confidence=inconclusive";
        Assert.Equal(40, collected.Values[$"teardowntrace.service.closes{{server.address={Attempts.Address(0)},server.port=80,{Unanswered}}}"]);
        Assert.Equal(analysis.Totals.Connections, series.Sum(service => service.Value));
        Assert.True(collected.Values[$"teardowntrace.service.closes{{server.address=_OTHER,{Unanswered}}}"] > 0);
    }

    [Fact]
    public void Series_of_services_never_fall_and_every_connection_is_in_one()
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1 });
        var random = new Random(20);
        var services = new ServiceSeries();
        var highest = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int step = 0; step < 60; step++)
        {
            var attempts = new Attempts();
            for (int i = 0; i < 30; i++)
                attempts.To(random.Next(20 + (step * 3)), random.Next(1, 20));
            attempts.Run(analysis);
            foreach (ServiceCloses service in services.Update(analysis.Totals))
            {
                string name = $"{service.Address}:{service.Port}";
                long now = service.Kinds.Sum(kind => kind.Total);
                Assert.True(now >= highest.GetValueOrDefault(name), $"{name} fell to {now}");
                highest[name] = now;
            }

            // A series that is not told at present stays where it was.
            Assert.Equal(analysis.Totals.Connections, highest.Values.Sum());
        }

        Assert.InRange(highest.Count, ServiceSeries.AtOnce + 2, ServiceSeries.InARun + 1);
    }

    [Fact]
    public void A_service_that_is_new_beside_as_many_as_are_told_apart_has_its_own_series_from_its_first_connection()
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1 });
        var services = new ServiceSeries();
        var attempts = new Attempts();
        for (int service = 0; service < ServiceSeries.AtOnce; service++)
            attempts.To(service, 1);
        attempts.Run(analysis);
        services.Update(analysis.Totals);

        attempts = new Attempts();
        attempts.To(ServiceSeries.AtOnce, 7);
        attempts.Run(analysis);
        IReadOnlyList<ServiceCloses> series = services.Update(analysis.Totals);
        Assert.Equal(Attempts.Address(ServiceSeries.AtOnce), $"{series[0].Address}");
        Assert.Equal(7, series[0].Kinds.Sum(kind => kind.Total));
        Assert.Equal(0, series[^1].Kinds.Sum(kind => kind.Total));
    }

    private static HostStates Holding(int host, long timeWaits)
    {
        long[] states = new long[States];
        states[(int)TcpState.TimeWait] = timeWaits;
        return new HostStates(HostAddress.FromIPv4((uint)host), states);
    }

    private static StateCensus Census(int connections) => new(connections, new long[States], new long[States], []);

    private static long Sum(CollectedSeries collected, string instrument) => collected.Of(instrument).Sum(series => series.Value);
}
