using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>What only sentences tell: why a connection was watched no longer, and whose segments went unanswered then.</summary>
public sealed class EndOfObservationTests
{
    [Theory]
    [InlineData("idle-expiry.trace", 1, ObservationEnd.IdleTimeout)]
    [InlineData("idle-expiry.trace", 2, ObservationEnd.CaptureEnd)]
    [InlineData("incarnation-syn-answered-by-syn-ack.trace", 1, ObservationEnd.NextIncarnation)]
    [InlineData("incarnation-syn-answered-by-syn-ack.trace", 2, ObservationEnd.CaptureEnd)]
    [InlineData("confidence-evicted.trace", 1, ObservationEnd.Eviction)]
    public void A_connection_is_watched_until_something_ends_that(string script, int incarnation, ObservationEnd end) =>
        Assert.Equal(end, Row(script, incarnation).ObservationEnd);

    [Theory]
    [InlineData("peer-vanished-or-not-yet.trace", 1, Party.Client)]
    [InlineData("peer-vanished-or-not-yet.trace", 3, Party.None)]
    [InlineData("final-ack-lost-before-vantage-never-recovered.trace", 1, Party.Server)]
    public void Who_was_left_without_an_answer_is_known(string script, int incarnation, Party side) =>
        Assert.Equal(side, Row(script, incarnation).Unanswered);

    private static ConnectionReport Row(string script, int incarnation)
    {
        TraceScript read = TraceFolder.Read(script);
        return TraceEngine.Analyse(read.Frames, read.Options)[incarnation - 1];
    }
}
