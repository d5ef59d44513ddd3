using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Analysis;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>The options of every command that judges connections: which packets, which rows go where, the timers, the bounds, the screen.</summary>
internal sealed class JudgingOptions
{
    private readonly Option<string?> _filter;
    private readonly NumberOption _count;
    private readonly FormatOption[] _outputs;
    private readonly Option<string[]> _only;
    private readonly Option<string?> _fields = new("--fields") { Description = "Write only these columns, in this order, each once", HelpName = "A,B,C" };
    private readonly NumberOption _timeWait = new("--time-wait") { Description = "How long TIME_WAIT lasts (default: as --profile says)", HelpName = "SECONDS" };
    private readonly Option<string> _profile = new("--profile") { Description = "The stack whose TIME_WAIT is presumed", DefaultValueFactory = _ => TimeWaitProfile.All[0].Name };
    private readonly NumberOption _finTimeout = new("--fin-timeout") { Description = "How long after one FIN the other is missing for certain", HelpName = "SECONDS", Default = 60 };
    private readonly NumberOption _idleTimeout = new("--idle-timeout") { Description = "Silence after which an open connection is given up", HelpName = "SECONDS", Default = 3600 };
    private readonly NumberOption _maxConnections = new("--max-connections") { Description = "Connections tracked at once (default: what a quarter of the memory holds)", HelpName = "N", IsWhole = true, Least = 1, Most = int.MaxValue };
    private readonly NumberOption _threads = new("--threads") { Description = "Threads to use (default: one a processor); the output does not depend on it", HelpName = "N", IsWhole = true, Least = 1, Most = int.MaxValue };
    private readonly Option<string[]> _failOn = new("--fail-on") { Description = "Exit with 1 if a connection matches a token (repeatable; any of them)", HelpName = "TOKEN" };
    private readonly Option<bool> _quiet;
    private readonly Option<string> _color = new("--color") { Description = "Colour the screen", DefaultValueFactory = _ => "auto" };

    /// <summary>Makes them.</summary>
    /// <param name="filter">What --filter does in this command.</param>
    /// <param name="count">What --count does in it.</param>
    /// <param name="only">What --only does in it.</param>
    /// <param name="quiet">What --quiet does in it.</param>
    internal JudgingOptions(string filter, string count, string only, string quiet)
    {
        _filter = new("--filter", "-f") { Description = filter, HelpName = "EXPRESSION" };
        _count = new("--count", "-c") { Description = count, HelpName = "PACKETS", IsWhole = true, Least = 1, Most = long.MaxValue };
        _only = new("--only") { Description = $"{only} that a token selects (repeatable; any of them)", HelpName = "TOKEN" };
        _quiet = new("--quiet", "-q") { Description = quiet };
        _outputs = [.. OutputFormat.All.Select(format =>
            new FormatOption(format, new Option<string?>("--" + format.Name) { Description = format.Sentence + " (- for standard output)", HelpName = "FILE" }))];
        foreach (FormatOption output in _outputs)
            OptionRules.RefuseNoFile(output.Option);
        _profile.AcceptOnlyFromAmong([.. TimeWaitProfile.All.Select(profile => profile.Name)]);
        _color.AcceptOnlyFromAmong("auto", "always", "never");
        OptionRules.TakesTokens(_only);
        OptionRules.TakesTokens(_failOn);
        _fields.Validators.Add(OptionRules.RefuseWrongFields);
        RefuseWithoutTable(_fields);
    }

    /// <summary>Which packets are read.</summary>
    internal IEnumerable<Option> Reading => [_filter, _count];

    /// <summary>What is written.</summary>
    internal IEnumerable<Option> Writing => [.. _outputs.Select(output => output.Option), _only, _fields, _failOn, _quiet];

    /// <summary>What is presumed, and how much is held.</summary>
    internal IEnumerable<Option> Judging => [_timeWait, _profile, _finTimeout, _idleTimeout, _maxConnections, _threads];

    /// <summary>The options that write a table, as one types them.</summary>
    internal string TableOptions => string.Join(" or ", _outputs.Select(output => $"{output.Option.Name} {output.Option.HelpName}"));

    /// <summary>Which rows are written.</summary>
    internal Option Only => _only;

    /// <summary>How the screen looks.</summary>
    internal Option Color => _color;

    internal JudgingSettings SettingsOf(ParseResult parsed)
    {
        double timeWait = _timeWait.NumberIn(parsed) ?? TimeWaitProfile.All.First(profile => profile.Name == parsed.GetValue(_profile)).Seconds;
        return new JudgingSettings
        {
            Filter = parsed.GetValue(_filter),
            MaxPackets = _count.WholeIn(parsed) ?? long.MaxValue,
            Outputs = [.. _outputs.Where(output => parsed.GetValue(output.Option) is not null).Select(output => new OutputFile(output.Format, parsed.GetValue(output.Option)!))],
            Only = OptionRules.Selectors(parsed, _only),
            FailOn = OptionRules.Selectors(parsed, _failOn),
            Fields = parsed.GetValue(_fields),
            Engine = new AnalysisOptions
            {
                TimeWaitNs = Nanoseconds(timeWait),
                FinTimeoutNs = Nanoseconds(_finTimeout.NumberIn(parsed)!.Value),
                IdleTimeoutNs = Nanoseconds(_idleTimeout.NumberIn(parsed)!.Value),
                MaxConnections = (int?)_maxConnections.WholeIn(parsed) ?? JudgingSettings.ConnectionsThatFit(),
                Threads = (int?)_threads.WholeIn(parsed) ?? Environment.ProcessorCount,
            },
            Quiet = parsed.GetValue(_quiet),
            Color = ColorOf(parsed.GetValue(_color)),
        };
    }

    /// <summary>Whether a table goes into a file.</summary>
    internal bool WritesFile(CommandResult result) =>
        Array.Exists(_outputs, output => result.GetResult(output.Option)?.Tokens is [{ Value: not StandardOutput.Name }]);

    internal void RefuseTwoOnStandardOutput(CommandResult result)
    {
        if (_outputs.Count(output => result.GetResult(output.Option)?.Tokens is [{ Value: StandardOutput.Name }]) > 1)
            result.AddError($"only one of {string.Join(", ", _outputs.Select(output => output.Option.Name))} can go to standard output");
    }

    /// <summary>Refuses an option that shapes tables where none is written.</summary>
    internal void RefuseWithoutTable(Option option) => OptionRules.RefuseIdle(
        option, command => !Array.Exists(_outputs, output => command.GetResult(output.Option) is not null), $"no table is written; add {TableOptions}");

    /// <summary>Written out: the library's reading of an enum is compiled at each start.</summary>
    private static ColorUse ColorOf(string? word) => word switch
    {
        "always" => ColorUse.Always,
        "never" => ColorUse.Never,
        _ => ColorUse.Auto,
    };

    private static long Nanoseconds(double seconds) => (long)Math.Min(seconds * Timestamp.NanosecondsPerSecond, long.MaxValue / 4);

    private sealed record FormatOption(OutputFormat Format, Option<string?> Option);
}
