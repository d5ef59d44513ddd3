using System.Diagnostics.Metrics;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// Every instrument, one row each. Names and units are OpenTelemetry's way of writing, words are those of the connection table's columns. A
/// series is there from the beginning, with 0, wherever its words are known: a rate needs to have seen the zero.
/// </summary>
internal static class LiveInstruments
{
    /// <summary>What an attribute says of everything that is not told apart, as semantic conventions have it.</summary>
    internal const string Other = "_OTHER";

    private const string Connections = "{connection}";
    private const string Packets = "{packet}";
    private const string Endpoints = "{endpoint}";
    private const string Bytes = "By";

    internal static IReadOnlyList<LiveInstrument> All { get; } =
    [
        new("teardowntrace.connection.closes", Connections, "Connections that ended, by how.", OnlyGrows: true,
            static reading => ByWord("close_kind", reading.Totals.CloseKinds)),
        new("teardowntrace.connection.active_closes", Connections, "Connections by the side that closed first.", OnlyGrows: true,
            static reading => ByWord("active_closer", reading.Totals.ActiveClosers)),
        new("teardowntrace.connection.missing_fins", Connections, "Connections by the side whose FIN is missing.", OnlyGrows: true,
            static reading => ByWord("missing_fin", reading.Totals.MissingFins)),
        new("teardowntrace.connection.lost_final_acks", Connections, "Connections by where their final ACK was lost.", OnlyGrows: true,
            static reading => ByWord("lost_final_ack", reading.Totals.LostFinalAcks)),
        new("teardowntrace.connection.resets", Connections, "Connections by the side that cut them.", OnlyGrows: true,
            static reading => ByWord("reset_by", reading.Totals.ResetBy)),
        new("teardowntrace.connection.reset_causes", Connections, "Connections that were cut, by why.", OnlyGrows: true,
            static reading => ByWord("reset_cause", reading.Totals.ResetCauses)),
        new("teardowntrace.connection.reuses", Connections, "Connections that began with a SYN into TIME_WAIT, by what became of it.", OnlyGrows: true,
            static reading => ByWord("syn_reuse", Reuses(reading.Totals))),
        new("teardowntrace.connection.evictions", Connections, "Connections that made room in a full table.", OnlyGrows: true,
            static reading => [Of(reading.Totals.EvictedHalfOpen, ("eviction", "half-open")), Of(reading.Totals.EvictedIdle, ("eviction", "idle"))]),
        new("teardowntrace.service.closes", Connections, "Connections that ended, by service and how.", OnlyGrows: true,
            static reading => reading.Services.SelectMany(ServiceKinds)),
        new("teardowntrace.connection.count", Connections, "Connections that are open now.", OnlyGrows: false,
            static reading => [Of(reading.Census.Connections)]),
        new("teardowntrace.endpoint.count", Endpoints, "Endpoints of open connections, by side and state.", OnlyGrows: false,
            static reading => [.. States("client", reading.Census.Clients), .. States("server", reading.Census.Servers)]),
        new("teardowntrace.time_wait.count", Endpoints, "Endpoints in TIME_WAIT, by the host that holds them.", OnlyGrows: false,
            static reading => reading.TimeWaits.Select(static host => Of(host.Ends, ("host.address", host.Address?.ToString() ?? Other)))),
        new("teardowntrace.network.packets", Packets, "Packets read, by what became of them.", OnlyGrows: true,
            static reading => reading.Totals.Decoded.Select(static (packets, result) => Of(packets, ("decode_result", Vocabulary.DecodeResults[result].Token)))),
        new("teardowntrace.network.duplicates", Packets, "Segments that a mirror showed again.", OnlyGrows: true,
            static reading => [Of(reading.Totals.MirrorDuplicates)]),
        new("teardowntrace.network.dropped", Packets, "Packets that the capture lost.", OnlyGrows: true,
            static reading => [Of(reading.Capture.DroppedByKernel, ("dropped_by", "kernel")), Of(reading.Capture.DroppedByInterface, ("dropped_by", "interface"))]),
        new("teardowntrace.network.io", Bytes, "Bytes that the packets read had on the wire.", OnlyGrows: true,
            static reading => [Of(reading.Totals.WireBytes)]),
    ];

    /// <summary>A column's words and their counts, without the word that says that there is nothing to tell.</summary>
    private static IEnumerable<Measurement<long>> ByWord(string name, Tally[] tallies)
    {
        VocabularyColumn column = Vocabulary.Column(name);
        for (int word = column.HasNone ? 1 : 0; word < column.Words.Count; word++)
        {
            foreach (Measurement<long> measurement in ByConfidence(tallies[word], Attribute(name, column.Words[word].Token)))
                yield return measurement;
        }
    }

    /// <summary>The inconclusive ones apart.</summary>
    private static Measurement<long>[] ByConfidence(Tally tally, params KeyValuePair<string, object?>[] attributes) =>
    [
        new(tally.Certain, [.. attributes, Attribute("confidence", Vocabulary.Confidences[(int)Confidence.Certain].Token)]),
        new(tally.Inconclusive, [.. attributes, Attribute("confidence", Vocabulary.Confidences[(int)Confidence.Inconclusive].Token)]),
    ];

    private static Tally[] Reuses(AnalysisTotals totals) => [.. Enum.GetValues<SynReuse>().Select(outcome => Tally.Sum(totals.Reuses(outcome)))];

    private static IEnumerable<Measurement<long>> ServiceKinds(ServiceCloses service)
    {
        for (int kind = 0; kind < service.Kinds.Count; kind++)
        {
            if (kind == (int)CloseKind.Stray)
                continue;
            KeyValuePair<string, object?> word = Attribute("close_kind", Vocabulary.CloseKinds[kind].Token);
            Measurement<long>[] measurements = service.Address is HostAddress address
                ? ByConfidence(service.Kinds[kind], new("server.address", address.ToString()), new("server.port", (long)service.Port), word)
                : ByConfidence(service.Kinds[kind], new("server.address", Other), word);
            foreach (Measurement<long> measurement in measurements)
                yield return measurement;
        }
    }

    private static IEnumerable<Measurement<long>> States(string side, IReadOnlyList<long> states)
    {
        // The state is an attribute of the semantic conventions, which write RFC 9293's names in lower case.
        for (int state = 0; state < states.Count; state++)
            yield return new Measurement<long>(states[state], Attribute("side", side), new("network.connection.state", Vocabulary.States[state].Token.ToLowerInvariant()));
    }

    private static Measurement<long> Of(long value, params (string Name, string Word)[] attributes) =>
        new(value, attributes.Select(static attribute => Attribute(attribute.Name, attribute.Word)));

    private static KeyValuePair<string, object?> Attribute(string name, string word) => new("teardowntrace." + name, word);
}
