using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>The committed capture that shows every verdict is what the scripts make, and says what they say.</summary>
public sealed class EveryVerdictCaptureTests
{
    /// <summary>Set to 1, the committed file is written anew instead of compared: for use after a change of the scripts.</summary>
    private const string RewriteSwitch = "TEARDOWNTRACE_REWRITE_TESTDATA";

    // Numbers that count from the beginning of a capture, and addresses.
    private static readonly HashSet<string> ColumnsOfPlace = new(
        ["id", "reuse_of", "client_ip", "server_ip", "first_frame", "last_frame", "rst_frame", "client_fin_frame", "client_fin_ack_frame", "server_fin_frame", "server_fin_ack_frame"],
        StringComparer.Ordinal);

    /// <summary>Words that this capture cannot show, each with its reason.</summary>
    private static readonly HashSet<string> NotShown = new(StringComparer.Ordinal)
    {
        "confidence_reason evicted", // needs a table that is full
        "confidence_reason capture-drops", // needs drop counters in the capture file
        "confidence_reason none", // stands as an empty field
        "reuse_proof none", // stands as an empty field
    };

    private static readonly string[] ColumnsOfVerdicts =
    [
        "close_kind", "active_closer", "missing_fin", "lost_final_ack", "reset_by", "reset_phase", "reset_cause", "reset_origin",
        "syn_reuse", "reuse_by", "reuse_rule", "reuse_proof", "time_wait_holder", "handshake", "role_basis", "confidence", "confidence_reason", "flags",
    ];

    private static readonly EveryVerdictCapture Capture = new(TraceFolder.Names.Select(TraceFolder.Read));

    [Fact]
    public void Committed_file_is_what_the_scripts_make()
    {
        byte[] made = Capture.Write();
        if (Environment.GetEnvironmentVariable(RewriteSwitch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(SourceTree.EveryVerdict)!);
            File.WriteAllBytes(SourceTree.EveryVerdict, made);
        }

        Assert.True(
            made.AsSpan().SequenceEqual(File.ReadAllBytes(SourceTree.EveryVerdict)),
            $"the scripts have changed: set {RewriteSwitch}=1 and run this test again to write {Path.GetFileName(SourceTree.EveryVerdict)} anew");
    }

    [Fact]
    public void Every_script_keeps_its_verdict_among_all_others()
    {
        IReadOnlyList<ConnectionReport> reports = Analyse();
        HashSet<string> columns = new(VerdictColumns.All.Except(ColumnsOfPlace), StringComparer.Ordinal);

        TraceMismatchException.ThrowIfAny(
        [
            .. Capture.Scripts.SelectMany(script => TraceChecker.CheckVerdict(script, Capture.ReportsOf(script, reports), columns)),
        ]);
    }

    [Fact]
    public void Every_verdict_is_shown()
    {
        IReadOnlyList<ConnectionReport> reports = Analyse();
        List<string> missing = [];
        foreach (VocabularyColumn column in Vocabulary.Columns.Where(column => ColumnsOfVerdicts.Contains(column.Term.Token)))
        {
            HashSet<string> shown = [.. reports.SelectMany(report => VerdictColumns.Read(column.Term.Token, report).Split(';'))];
            missing.AddRange(column.Words.Select(word => word.Token).Where(word => !shown.Contains(word)).Select(word => $"{column.Term.Token} {word}"));
        }

        Assert.Empty(missing.Except(NotShown));
    }

    private static List<ConnectionReport> Analyse()
    {
        using IPacketSource source = TeardownTrace.Capture.CaptureFiles.Open(SourceTree.EveryVerdict, new CaptureFileOptions());
        return [.. TraceEngine.Analyse(source, new AnalysisOptions { Threads = 1, MaxConnections = 4096 })];
    }
}
