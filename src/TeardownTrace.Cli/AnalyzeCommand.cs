using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli;

/// <summary><c>analyze CAPTURE…</c>: its arguments and options, and what makes them wrong.</summary>
internal sealed class AnalyzeCommand : Command
{
    internal const string Verb = "analyze";

    private readonly Argument<string[]> _captures = new("CAPTURE")
    {
        Description = "Capture files (pcap, pcapng, also gzipped), or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly JudgingOptions _judging = new(
        filter: "Read only packets that match a BPF expression, as tcpdump takes it",
        count: "Stop after this many packets, those that --filter leaves out among them",
        only: "Write only rows",
        quiet: "Print only the short totals");

    private readonly Option<string> _join = new("--join") { Description = "Read several files as pieces of one capture", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Show no progress bar" };

    internal AnalyzeCommand()
        : base(Verb, "Read captures and tell how each TCP connection ended")
    {
        _join.AcceptOnlyFromAmong("auto", "always", "never");
        _captures.Validators.Add(RefuseWrongNames);
        Add(_captures);
        foreach (Option option in (Option[])[.. _judging.Reading, .. _judging.Writing, .. _judging.Judging, _join, _judging.Color, _noProgress])
            Add(option);
        Validators.Add(_judging.RefuseTwoOnStandardOutput);
        _judging.RefuseWithoutTable(_judging.Only);
        SetAction(parsed =>
        {
            using AnalyzeRun run = new(SettingsOf(parsed));
            return run.Run();
        });
    }

    private AnalyzeSettings SettingsOf(ParseResult parsed) => new()
    {
        Judging = _judging.SettingsOf(parsed),
        Captures = parsed.GetValue(_captures) ?? [],
        Join = JoinOf(parsed.GetValue(_join)),
        NoProgress = parsed.GetValue(_noProgress),
    };

    /// <summary>Written out: the library's reading of an enum is compiled at each start.</summary>
    private static JoinPieces JoinOf(string? word) => word switch
    {
        "always" => JoinPieces.Always,
        "never" => JoinPieces.Never,
        _ => JoinPieces.Auto,
    };

    /// <summary>The parser takes an option it does not know for one more capture; a file of such a name can stand after --.</summary>
    private static void RefuseWrongNames(ArgumentResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.Length == 0)
                result.AddError("CAPTURE: a file's name is expected");
            if (token.Value.Length > 1 && token.Value[0] == '-' && !File.Exists(token.Value))
                result.AddError($"unknown option '{token.Value}'; no file has that name either");
        }

        if (result.Tokens.Count(token => token.Value == CaptureFiles.StandardInput) > 1)
            result.AddError("CAPTURE: standard input can be read once; - is named twice");
    }
}
