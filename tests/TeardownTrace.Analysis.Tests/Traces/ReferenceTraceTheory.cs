using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>The reference tracker agrees with every script, as far as it covers the columns: the scripts test it before it tests the engine.</summary>
public sealed class ReferenceTraceTheory
{
    /// <summary>Cases outside what the reference covers, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotCovered = new(StringComparer.Ordinal)
    {
        ["confidence-evicted.trace"] = "the reference keeps every connection",
        ["eviction-half-open-first.trace"] = "the reference keeps every connection",
        ["syn-flood.trace"] = "the reference keeps every connection",
        ["close-ack-beyond-everything-sent.trace"] = "the reference takes any ACK a little above a FIN for its acknowledgement",
        ["close-simultaneous-fin-missed-and-answered.trace"] = "the reference goes by the first FIN captured",
        ["close-simultaneous-fin-missed-and-not-answered.trace"] = "the reference goes by the first FIN captured",
        ["close-simultaneous-fin-missed-echo-of-the-repeated.trace"] = "the reference goes by the first FIN captured",
        ["close-fin-missed-before-the-repeated-was-answered.trace"] = "the reference goes by the first FIN captured",
        ["close-fin1-first-missed-its-sender-went-on.trace"] = "the reference goes by the first FIN captured",
        ["close-fin-advanced.trace"] = "the reference knows one FIN a side",
        ["close-fins-of-a-connection-missed-to-its-syn-ack.trace"] = "the reference knows one FIN a side",
        ["reuse-after-time-wait-proven.trace"] = "the reference ends TIME_WAIT to the nanosecond",
        ["reuse-syn-ack-into-time-wait.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-syn-missed-proven.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-syn-missed-syn-ack-repeated.trace"] = "the reference begins an incarnation at a SYN only",
        ["incarnation-syn-missed-syn-ack-of-another-number.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-syn-missed-unproven.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-syn-missed-after-time-wait.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-fin1-and-syn-missed-unproven.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-refused-for-timestamp-restarts-time-wait.trace"] = "the reference restarts TIME_WAIT for repeated FINs only",
        ["reuse-time-wait-restarted-by-each-refusal.trace"] = "the reference restarts TIME_WAIT for repeated FINs only",
        ["reuse-long-after-time-wait-with-its-number.trace"] = "the reference takes the number for a proof however late it comes",
        ["close-fin1-captured-after-the-final-ack.trace"] = "the reference takes a FIN behind which its sender has spoken for one sent again",
        ["close-fin1-captured-after-a-repeated-fin2.trace"] = "the reference takes a FIN behind which its sender has spoken for one sent again",
        ["fin-blind.trace"] = "the reference believes every FIN",
        ["close-fin1-missed-by-the-capture.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["close-fin1-missed-acknowledged-with-data.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["handshake-ack-missed-shown-by-the-server.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reset-acknowledges-a-fin-not-captured.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-fin1-missed-proven.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-fin2-missed-proven.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-by-holder-fin1-missed-proven.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["final-ack-lost-after-vantage-fin2-first-missed.trace"] = "the reference goes by the first FIN captured",
        ["reuse-final-ack-not-captured-proven.trace"] = "the reference goes by the final ACK that was captured",
        ["one-sided-fin-missed-by-the-capture.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["final-ack-lost-after-vantage-data-sent-again.trace"] = "the reference goes by FINs sent again",
        ["final-ack-unknown-data-before-fin2-without-timestamps.trace"] = "the reference goes by FINs sent again",
        ["final-ack-none-fin2-copied-by-the-network.trace"] = "the reference takes every FIN beyond a mirror's 2 ms for one sent again",
        ["final-ack-unknown-both-answers-came-late.trace"] = "the reference goes by the first acknowledgement of a FIN",
        ["final-ack-lost-before-vantage-of-a-fin2-first-missed.trace"] = "the reference goes by the first FIN captured",
        ["incarnation-syn-ack-missed-client-goes-on.trace"] = "the reference begins an incarnation in an established one at a SYN-ACK or RST only",
        ["reuse-after-the-rst-of-a-rejected-try.trace"] = "the reference keeps TIME_WAIT behind the RST of a refused SYN",
        ["reuse-given-up-by-its-client.trace"] = "the reference takes no RST of the SYN's own sender",
        ["rst-forged-exactly-outlived-by-both.trace"] = "the reference believes every exact RST",
        ["rst-plausible-answered-by-a-challenge-ack.trace"] = "the reference knows no challenge ACK",
        ["snaplen-options-cut.trace"] = "the reference reads the script, not the bytes that the capture kept",
        ["handshake-fast-open-syn-ack-missed.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["handshake-fast-open-client-missed.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["handshake-fast-open-syn-ack-missed-then-acknowledged.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reset-fast-open-syn-ack-missed-refused-by-the-client.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reset-fast-open-syn-ack-missed-aborted.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reuse-fast-open-syn-ack-missed.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reset-handshake-ack-missed-server-speaks-behind-it.trace"] = "the reference takes nothing behind a RST",
        ["reset-between-two-syn-acks-took-nothing.trace"] = "the reference believes every exact RST",
        ["reset-syn-ack-missed-then-sent-again.trace"] = "the reference believes every exact RST",
        ["reuse-fin2-missed-unproven.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-fin2-missed-long-ago.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-fin2-and-syn-ack-missed.trace"] = "the reference infers a FIN only of a side that was never captured",
        ["reuse-final-ack-missed-unproven.trace"] = "the reference goes by the final ACK that was captured",
        ["reuse-simultaneous-final-ack-missed-unproven.trace"] = "the reference goes by the final ACK that was captured",
        ["reuse-simultaneous-final-ack-missed-proven.trace"] = "the reference goes by the final ACK that was captured",
        ["reuse-answered-from-closing.trace"] = "the reference goes by the final ACK that was captured",
        ["reuse-simultaneous-refused-by-a-final-ack-missed.trace"] = "the reference gives a segment to one incarnation",
        ["reuse-refusal-missed-its-rst-seen.trace"] = "the reference ends TIME_WAIT at every exact RST",
        ["fin-below-the-syn.trace"] = "the reference believes every FIN",
        ["final-ack-unknown-data-before-fin2-never-came.trace"] = "the reference knows no hole before a FIN",
        ["final-ack-lost-before-vantage-fin2-first-missed-proven.trace"] = "the reference goes by the first FIN captured",
        ["close-final-ack-captured-behind-the-next-syn.trace"] = "the reference gives a segment to one incarnation",
        ["reuse-late-final-ack-behind-a-repeated-syn.trace"] = "the reference gives a segment to one incarnation",
        ["close-final-ack-missed-but-for-the-refusal.trace"] = "the reference gives a segment to one incarnation",
        ["reuse-syn-ack-and-data-missed.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reuse-syn-ack-missed-server-acknowledges.trace"] = "the reference knows of a SYN-ACK only where it was captured",
        ["reuse-by-holder-syn-missed.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-by-holder-syn-missed-unproven.trace"] = "the reference begins an incarnation at a SYN only",
        ["reuse-by-holder-syn-ack-never-asked-for.trace"] = "the reference begins an incarnation at a SYN only",
        ["reset-refused-syn-captured-behind-it.trace"] = "the reference takes every RST in the order of the capture",
        ["rst-forged-refusal.trace"] = "the reference takes no refusal back",
    };

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void Verdict_is_the_scripts(string name)
    {
        SkipIfNotCovered(name);
        TraceScript script = TraceFolder.Read(name);

        TraceMismatchException.ThrowIfAny(ReferenceComparison.CheckVerdict(script, ReferenceTracker.Track(script.Frames, script.Options)));
    }

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void States_after_each_segment_are_the_scripts(string name)
    {
        SkipIfNotCovered(name);

        TraceMismatchException.ThrowIfAny(ReferenceComparison.CheckStates(TraceFolder.Read(name)));
    }

    private static void SkipIfNotCovered(string name)
    {
        if (NotCovered.TryGetValue(name, out string? reason))
            Assert.Skip(reason);
    }
}
