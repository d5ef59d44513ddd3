using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Capture;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Cli.Live;

/// <summary><c>live -i INTERFACE</c>: its options, named as tcpdump names them, and what makes them wrong.</summary>
internal sealed class LiveCommand : Command
{
    private const int BytesPerKibibyte = 1024;
    private const long MostKibibytes = int.MaxValue / BytesPerKibibyte;

    private static readonly Dictionary<string, CaptureDirection> Directions = new(StringComparer.Ordinal)
    {
        ["inout"] = CaptureDirection.Both,
        ["in"] = CaptureDirection.Received,
        ["out"] = CaptureDirection.Sent,
    };

    private readonly Option<string> _interface = new("--interface", "-i") { Description = "The interface; any is every interface of a Linux machine", HelpName = "INTERFACE", Required = true };
    private readonly NumberOption _snapLength = new("--snapshot-length", "-s")
    {
        Description = "Bytes to keep of a packet, 0 for all; the default holds the headers of tunnels, too",
        HelpName = "BYTES",
        IsWhole = true,
        Most = LiveCaptureOptions.MaxSnapLength,
        Default = LiveCaptureOptions.DefaultSnapLength,
    };

    private readonly NumberOption _buffer = new("--buffer-size", "-B")
    {
        Description = "The kernel's buffer: larger rides out longer bursts",
        HelpName = "KIB",
        IsWhole = true,
        Least = 1,
        Most = MostKibibytes,
        Default = (double)LiveCaptureOptions.DefaultBufferBytes / BytesPerKibibyte,
    };

    private readonly Option<bool> _notPromiscuous = new("--no-promiscuous-mode", "-p") { Description = "Leave the interface out of promiscuous mode" };
    private readonly Option<string> _direction = new("--direction", "-Q") { Description = "Which packets", DefaultValueFactory = _ => Directions.Keys.First() };
    private readonly Option<string?> _timestampType = new("--time-stamp-type", "-j") { Description = "Who stamps the packets, as pcap-tstamp(7) names it: host, adapter, ...", HelpName = "TYPE" };
    private readonly JudgingOptions _judging = new(
        filter: "Capture only packets that match a BPF expression, as tcpdump takes it",
        count: "Stop after this many packets",
        only: "Write only rows, and show as last to look at only connections,",
        quiet: "Show nothing while it runs but that it listens, and only the short totals at the end");

    private readonly NumberOption _duration = new("--duration") { Description = "Stop after this time", HelpName = "SECONDS" };
    private readonly NumberOption _statisticsEvery = new("--stats-every") { Description = "Without a terminal, print a line this often; 0: never", HelpName = "SECONDS", Default = 10 };
    private readonly NumberOption _hosts = new("--hosts") { Description = "Tell the states of the N hosts with most TIME_WAIT", HelpName = "N", IsWhole = true, Most = int.MaxValue };
    private readonly NumberOption _rotateEvery = new("--rotate-every", "-G") { Description = "Begin a new file this often", HelpName = "SECONDS", Least = 1 };
    private readonly NumberOption _rotateSize = new("--rotate-size", "-C") { Description = "Begin a new file before one is larger", HelpName = "MEGABYTES", Least = 1 / (double)OptionRules.BytesPerMegabyte };
    private readonly NumberOption _rotateRows = new("--rotate-rows") { Description = "Begin a new file after this many rows", HelpName = "ROWS", IsWhole = true, Least = 1, Most = long.MaxValue };
    private readonly NumberOption _keep = new("--keep", "-W") { Description = "Keep this many files, deleting the oldest", HelpName = "FILES", IsWhole = true, Least = 1, Most = int.MaxValue };
    private readonly Option<bool> _gzip = new("--gzip") { Description = "Compress files that are finished" };
    private readonly PacketRingOptions _ring = new();
    private readonly Option<string?> _collector = new("--otlp") { Description = "Send metrics to an OpenTelemetry collector (protobuf over HTTP)", HelpName = "URL" };

    internal LiveCommand()
        : base("live", "Capture from an interface and tell how each TCP connection ends, while it happens")
    {
        _direction.AcceptOnlyFromAmong([.. Directions.Keys]);
        Option[] own = [_interface, .. _judging.Reading, _snapLength, _buffer, _notPromiscuous, _direction, _timestampType, _duration];
        foreach (Option option in (Option[])[.. own, .. _judging.Writing, _rotateEvery, _rotateSize, _rotateRows, _keep, _gzip, .. _ring.All, _collector, _statisticsEvery, _hosts, .. _judging.Judging, _judging.Color])
            Add(option);
        Validators.Add(_judging.RefuseTwoOnStandardOutput);
        Validators.Add(RefuseMistakenVariables);
        RefuseToRotateNothing();
        OptionRules.RefuseNoName(_interface, $"an interface's name is expected; {Entry.Name} interfaces lists them");
        _collector.Validators.Add(RefuseUnknownCollector);
        SetAction(parsed =>
        {
            using LiveRun run = new(SettingsOf(parsed));
            return run.Run();
        });
    }

    private LiveSettings SettingsOf(ParseResult parsed)
    {
        JudgingSettings judging = _judging.SettingsOf(parsed);
        int snapLength = (int)_snapLength.WholeIn(parsed)!.Value;
        return new LiveSettings
        {
            Judging = judging with { Engine = judging.Engine with { InOrderOfEnd = true } },
            Capture = new LiveCaptureOptions
            {
                Interface = parsed.GetValue(_interface)!,
                Filter = judging.Filter ?? "",
                MaxPackets = judging.MaxPackets,
                SnapLength = snapLength == 0 ? LiveCaptureOptions.MaxSnapLength : snapLength,
                BufferBytes = (int)_buffer.WholeIn(parsed)!.Value * BytesPerKibibyte,
                IsPromiscuous = !parsed.GetValue(_notPromiscuous),
                Direction = Directions[parsed.GetValue(_direction)!],
                TimestampType = parsed.GetValue(_timestampType),
            },
            Rotation = new RotationOptions
            {
                EveryNs = (long?)(_rotateEvery.NumberIn(parsed) * Timestamp.NanosecondsPerSecond),
                SizeBytes = (long?)(_rotateSize.NumberIn(parsed) * OptionRules.BytesPerMegabyte),
                Records = _rotateRows.WholeIn(parsed),
                Keep = (int?)_keep.WholeIn(parsed),
                Gzip = parsed.GetValue(_gzip),
            },
            Ring = _ring.SettingsOf(parsed),
            Collector = parsed.GetValue(_collector) is string url && OtlpEndpoint.TryParse(url, out Uri? collector) ? collector : null,
            Duration = _duration.NumberIn(parsed) is double seconds ? Span(seconds) : null,
            StatisticsEvery = Span(_statisticsEvery.NumberIn(parsed)!.Value),
            Hosts = (int?)_hosts.WholeIn(parsed) ?? 0,
        };
    }

    /// <summary>
    /// Standard output is no file, and no row goes to the files of --write. These rotate without being told to; a table is one file unless it is told to.
    /// </summary>
    private void RefuseToRotateNothing()
    {
        Option[] limits = [_rotateEvery, _rotateSize, _rotateRows];
        OptionRules.RefuseIdle(_rotateRows, command => !_judging.WritesFile(command), $"no table goes to a file that could rotate; add {_judging.TableOptions}");
        foreach (Option option in (Option[])[_rotateEvery, _rotateSize])
            OptionRules.RefuseIdle(option, command => !_judging.WritesFile(command) && !_ring.IsGiven(command), $"nothing goes to a file that could rotate; add {_judging.TableOptions}, or --write FILE");
        foreach (Option option in (Option[])[_keep, _gzip])
            OptionRules.RefuseIdle(option, command => !Rotates(command), "only files that rotate are kept or compressed; add --rotate-every, --rotate-size or --rotate-rows");

        bool Rotates(CommandResult command) =>
            Array.Exists(limits, option => command.GetResult(option) is not null) || (_ring.IsGiven(command) && !_judging.WritesFile(command));
    }

    private static void RefuseUnknownCollector(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (!OtlpEndpoint.TryParse(token.Value, out _))
                result.AddError($"{result.IdentifierToken?.Value}: '{token.Value}' is no URL of a collector, such as http://localhost:4318");
        }
    }

    /// <summary>The collector's variables are asked for only where there is one, and are no part of its option.</summary>
    private void RefuseMistakenVariables(CommandResult result)
    {
        if (result.GetResult(_collector) is null)
            return;
        foreach (string mistake in OtlpVariables.Mistakes())
            result.AddError(mistake);
    }

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 4));
}
