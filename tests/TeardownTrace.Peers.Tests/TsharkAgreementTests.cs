using System.Collections.Concurrent;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Peers.Tests;

/// <summary>Connections, packets, SYN, FIN and RST by direction and completeness as tshark has them, over all captures.</summary>
public sealed class TsharkAgreementTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_stream_agrees_with_tshark_or_the_difference_is_explained()
    {
        Tool.Require("tshark");
        var differences = new ConcurrentBag<Difference>();
        int streams = 0;
        int compared = 0;
        SharedCaptures.Require();
        IReadOnlyList<string> captures = [.. SharedCaptures.Names(), "real/fmt-snoop.snoop"];
        Parallel.ForEach(captures, capture =>
        {
            string path = SharedCaptures.Path(capture);
            IReadOnlyList<PeerStream> theirs = TsharkStreams.Of(path);
            Interlocked.Add(ref streams, theirs.Count);
            try
            {
                IReadOnlyList<ConnectionReport> ours = Engine.Analyse(path);
                StreamComparison comparison = StreamComparison.Of(capture, ours, theirs);
                Interlocked.Add(ref compared, comparison.Streams);
                foreach (Difference difference in comparison.Differences)
                    differences.Add(difference);
            }
            catch (CaptureException refusal)
            {
                // Nothing to compare where tshark finds no TCP either.
                if (theirs.Count > 0)
                {
                    DifferencePlace place = new(capture, 0, DifferencePlace.Unread);
                    differences.Add(new Difference(place, refusal.Message, $"{theirs.Count} streams"));
                }
            }
        });

        Difference[] found = [.. differences.OrderBy(difference => difference.Place.ToString(), StringComparer.Ordinal)];
        int rows = found.Select(difference => (difference.Place.Capture, difference.Place.Row)).Distinct().Count();
        output.WriteLine($"{captures.Count} captures, {streams} streams, {compared} cut alike, {rows} with {found.Length} differences");
        IReadOnlyList<string> wrong = Explanations.Check(found, Explanations.Tshark);
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
