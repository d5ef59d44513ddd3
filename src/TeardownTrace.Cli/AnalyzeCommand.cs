using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary><c>analyze CAPTURE…</c>: its arguments and options, and what makes them wrong.</summary>
internal sealed class AnalyzeCommand : Command
{
    private readonly Argument<string[]> _captures = new("CAPTURE")
    {
        Description = "Capture files (pcap, pcapng, also gzipped), or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _filter = new("--filter", "-f") { Description = "Read only packets that match a BPF expression, as tcpdump takes it", HelpName = "EXPRESSION" };
    private readonly Option<long?> _count = new("--count", "-c") { Description = "Stop after this many packets", HelpName = "PACKETS" };
    private readonly (OutputFormat Format, Option<string?> Option)[] _outputs;
    private readonly Option<string[]> _only = new("--only") { Description = "Write only rows that a token selects (repeatable; any of them)", HelpName = "TOKEN" };
    private readonly Option<string?> _fields = new("--fields") { Description = "Write only these columns, in this order", HelpName = "A,B,C" };
    private readonly Option<double?> _timeWait = new("--time-wait") { Description = "How long TIME_WAIT lasts (default: as --profile says)", HelpName = "SECONDS" };
    private readonly Option<string> _profile = new("--profile") { Description = "The stack whose TIME_WAIT is presumed", DefaultValueFactory = _ => TimeWaitProfile.All[0].Name };
    private readonly Option<double> _finTimeout = new("--fin-timeout") { Description = "How long after one FIN the other is missing for certain", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };
    private readonly Option<double> _idleTimeout = new("--idle-timeout") { Description = "Silence after which an open connection is given up", HelpName = "SECONDS", DefaultValueFactory = _ => 3600 };
    private readonly Option<int?> _maxConnections = new("--max-connections") { Description = "Connections tracked at once (default: what a quarter of the memory holds)", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads to use (default: one a processor); the output does not depend on it", HelpName = "N" };
    private readonly Option<string> _join = new("--join") { Description = "Read several files as pieces of one capture", DefaultValueFactory = _ => "auto" };
    private readonly Option<string[]> _failOn = new("--fail-on") { Description = "Exit with 1 if a connection matches a token (repeatable; any of them)", HelpName = "TOKEN" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print only the short totals" };
    private readonly Option<string> _color = new("--color") { Description = "Colour the screen", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Show no progress bar" };

    internal AnalyzeCommand()
        : base("analyze", "Read captures and tell how each TCP connection ended")
    {
        _outputs = [.. OutputFormat.All.Select(format =>
            (format, new Option<string?>("--" + format.Name) { Description = format.Sentence + " (- for standard output)", HelpName = "FILE" }))];
        _profile.AcceptOnlyFromAmong([.. TimeWaitProfile.All.Select(profile => profile.Name)]);
        _join.AcceptOnlyFromAmong("auto", "always", "never");
        _color.AcceptOnlyFromAmong("auto", "always", "never");
        _only.CompletionSources.Add([.. Vocabulary.BareTokens]);
        _failOn.CompletionSources.Add([.. Vocabulary.BareTokens]);
        _captures.Validators.Add(RefuseOptions);
        _only.Validators.Add(RefuseUnknownTokens);
        _failOn.Validators.Add(RefuseUnknownTokens);
        _fields.Validators.Add(RefuseUnknownFields);
        AtLeast(_count, 1);
        AtLeast(_maxConnections, 1);
        AtLeast(_threads, 1);
        AtLeast(_timeWait, 0);
        AtLeast(_finTimeout, 0);
        AtLeast(_idleTimeout, 0);

        Add(_captures);
        foreach (Option option in (Option[])[_filter, _count, .. _outputs.Select(output => output.Option), _only, _fields, _failOn, _quiet, _timeWait, _profile, _finTimeout, _idleTimeout, _maxConnections, _threads, _join, _color, _noProgress])
            Add(option);
        Validators.Add(RefuseTwoOnStandardOutput);
        SetAction(parsed => new AnalyzeRun(SettingsOf(parsed)).Run());
    }

    private AnalyzeSettings SettingsOf(ParseResult parsed)
    {
        double timeWait = parsed.GetValue(_timeWait) ?? TimeWaitProfile.All.First(profile => profile.Name == parsed.GetValue(_profile)).Seconds;
        return new AnalyzeSettings
        {
            Captures = parsed.GetValue(_captures) ?? [],
            Filter = parsed.GetValue(_filter),
            MaxPackets = parsed.GetValue(_count) ?? long.MaxValue,
            Outputs = [.. _outputs.Where(output => parsed.GetValue(output.Option) is not null).Select(output => (output.Format, parsed.GetValue(output.Option)!))],
            Only = Selectors(parsed.GetValue(_only)),
            FailOn = Selectors(parsed.GetValue(_failOn)),
            Columns = parsed.GetValue(_fields) is string fields ? ConnectionColumns.Select(fields, out _) : ConnectionColumns.All,
            TimeWaitNs = Nanoseconds(timeWait),
            FinTimeoutNs = Nanoseconds(parsed.GetValue(_finTimeout)),
            IdleTimeoutNs = Nanoseconds(parsed.GetValue(_idleTimeout)),
            MaxConnections = parsed.GetValue(_maxConnections) ?? AnalyzeSettings.ConnectionsThatFit(),
            Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            Join = Enum.Parse<JoinPieces>(parsed.GetValue(_join)!, ignoreCase: true),
            Quiet = parsed.GetValue(_quiet),
            Color = parsed.GetValue(_color)!,
            NoProgress = parsed.GetValue(_noProgress),
        };
    }

    private static VocabularySelector[] Selectors(string[]? tokens) => [.. (tokens ?? []).Select(token => Vocabulary.Find(token)!)];

    private static long Nanoseconds(double seconds) => (long)Math.Min(seconds * Timestamp.NanosecondsPerSecond, long.MaxValue / 4);

    /// <summary>The parser takes an option it does not know for one more capture; a file of such a name can stand after --.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.Length > 1 && token.Value[0] == '-' && !File.Exists(token.Value))
                result.AddError($"unknown option '{token.Value}'");
        }
    }

    private static void RefuseUnknownTokens(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (Vocabulary.Find(token.Value) is not null)
                continue;
            IReadOnlyList<string> near = Vocabulary.NearMatches(token.Value);
            string hint = near.Count > 0 ? $"; did you mean {string.Join(", ", near)}?" : "; see the README's verdicts and flags";
            result.AddError($"{result.IdentifierToken?.Value}: '{token.Value}' is no close_kind, verdict or flag{hint}");
        }
    }

    private static void RefuseUnknownFields(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            ConnectionColumns.Select(token.Value, out string? unknown);
            if (unknown is not null)
                result.AddError($"--fields: '{unknown}' is no column; the columns are {string.Join(", ", ConnectionColumns.All.Select(column => column.Name))}");
        }
    }

    private static void AtLeast<T>(Option<T> option, double least) =>
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (double.TryParse(token.Value, out double value) && !(value >= least))
                    result.AddError($"{result.IdentifierToken?.Value}: {token.Value} is less than {least}");
            }
        });

    private void RefuseTwoOnStandardOutput(CommandResult result)
    {
        if (_outputs.Count(output => result.GetResult(output.Option)?.Tokens is [{ Value: AnalyzeSettings.StandardStream }]) > 1)
            result.AddError($"only one of {string.Join(", ", _outputs.Select(output => output.Option.Name))} can go to standard output");
    }
}
