using System.Text.Json;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The last JSON object: everything counted, under the same words as the columns.</summary>
internal static class TotalsJson
{
    internal static void Write(Utf8JsonWriter json, AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        json.WriteStartObject();
        json.WriteStartObject("totals");
        json.WriteNumber("packets", totals.Packets);
        json.WriteNumber("wire_bytes", totals.WireBytes);
        json.WriteNumber("dropped", totals.Dropped);
        WriteTime(json, "first_time", totals.FirstTime, totals.HasNanoseconds);
        WriteTime(json, "last_time", totals.LastTime, totals.HasNanoseconds);
        WriteCounts(json, "decoded", totals.Decoded, Vocabulary.DecodeResults);
        json.WriteNumber("mirror_duplicates", totals.MirrorDuplicates);
        json.WriteNumber("connections", totals.Connections);
        json.WriteNumber("inconclusive", totals.Inconclusive);
        json.WriteNumber("evicted_half_open", totals.EvictedHalfOpen);
        json.WriteNumber("evicted_idle", totals.EvictedIdle);
        WriteTallies(json, "close_kind", totals.CloseKinds, Vocabulary.CloseKinds);
        WriteTallies(json, "active_closer", totals.ActiveClosers, Vocabulary.Parties);
        WriteTallies(json, "missing_fin", totals.MissingFins.AsSpan(0, (int)Party.Both), Vocabulary.Parties);
        WriteTallies(json, "lost_final_ack", totals.LostFinalAcks, Vocabulary.LostFinalAcks);
        WriteTallies(json, "reset_by", totals.ResetBy, Vocabulary.Parties);
        WriteTallies(json, "reset_phase", totals.ResetPhases, Vocabulary.ResetPhases);
        WriteTallies(json, "reset_cause", totals.ResetCauses, Vocabulary.ResetCauses);
        WriteReuses(json, totals);
        WriteTallies(json, "time_wait_holder", totals.TimeWaitHolders, Vocabulary.Parties);
        WriteTallies(json, "flags", totals.Flags, Vocabulary.Flags);
        WriteServices(json, totals);
        WriteProblems(json, problems);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, Timestamp? time, bool hasNanoseconds)
    {
        if (time is not Timestamp known)
        {
            json.WriteNull(name);
            return;
        }

        TextBuffer text = new();
        TimeText.Append(text, known, hasNanoseconds);
        json.WriteString(name, text.Written);
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, ReadOnlySpan<long> counts, IReadOnlyList<Term> words)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < counts.Length; i++)
            json.WriteNumber(words[i].Token, counts[i]);
        json.WriteEndObject();
    }

    private static void WriteTallies(Utf8JsonWriter json, string name, ReadOnlySpan<Tally> tallies, IReadOnlyList<Term> words)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < tallies.Length; i++)
            WriteTally(json, words[i].Token, tallies[i]);
        json.WriteEndObject();
    }

    private static void WriteTally(Utf8JsonWriter json, string name, Tally tally)
    {
        json.WriteStartObject(name);
        json.WriteNumber("certain", tally.Certain);
        json.WriteNumber("inconclusive", tally.Inconclusive);
        json.WriteEndObject();
    }

    private static void WriteReuses(Utf8JsonWriter json, AnalysisTotals totals)
    {
        json.WriteStartObject("syn_reuse");
        foreach (SynReuse reuse in Enum.GetValues<SynReuse>().Where(static reuse => reuse != SynReuse.None))
            WriteTallies(json, Vocabulary.SynReuses[(int)reuse].Token, totals.Reuses(reuse), Vocabulary.ReuseRules);
        json.WriteEndObject();
    }

    private static void WriteServices(Utf8JsonWriter json, AnalysisTotals totals)
    {
        json.WriteStartArray("services");
        foreach (ServiceTotals service in totals.Services)
        {
            json.WriteStartObject();
            json.WriteString("server_ip", service.Address.ToString());
            json.WriteNumber("server_port", service.Port);
            json.WriteNumber("connections", service.Connections);
            json.WriteNumber("inconclusive", service.Inconclusive);
            WriteTallies(json, "close_kind", service.CloseKinds, Vocabulary.CloseKinds);
            WriteTally(json, "server_closed_first", service.ServerClosedFirst);
            WriteTally(json, "server_time_waits", service.ServerTimeWaits);
            WriteTally(json, "server_missing_fins", service.ServerMissingFins);
            WriteTally(json, "client_missing_fins", service.ClientMissingFins);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("other_service_connections", totals.OtherServiceConnections);
    }

    private static void WriteProblems(Utf8JsonWriter json, IReadOnlyList<CaptureProblem> problems)
    {
        json.WriteStartArray("problems");
        foreach (CaptureProblem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            if (problem.Offset is long offset)
                json.WriteNumber("offset", offset);
            else
                json.WriteNull("offset");
            json.WriteNumber("frame", problem.Frame);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
