using TeardownTrace.Analysis;

namespace TeardownTrace.Testing.Traces;

/// <summary>
/// Reads the trace language. Lines by kind: <c>#</c> comment (the first is the intent), <c>--option value</c>, <c>client &gt; server</c>
/// (opens a flow or returns to it), <c>isn client N server M</c> (numbers count from there; +N counts from the last), <c>seq abs|rel</c>,
/// <c>+time …</c> segment, <c>+time dup</c> (a mirror's copy of the last), <c>gap 70s</c> (silence, and an unrelated datagram that shows the capture
/// going on), <c>end</c> (the capture stops; what follows was sent unseen), and verdict lines of <c>column token</c> pairs, <c>#2</c> before those of the second incarnation.
/// </summary>
internal sealed class TraceParser
{
    // Tables of a size for scripts: a script that needs fewer says so.
    private const int ScriptConnections = 4096;

    private readonly string _file;
    private readonly Dictionary<string, TraceFlow> _flows = [];
    private readonly List<TraceLine> _lines = [];
    private readonly List<TraceExpectation> _expectations = [];
    private AnalysisOptions _options = new() { Threads = 1, MaxConnections = ScriptConnections };
    private bool _hasOptions;
    private string? _intent;
    private TraceFlow? _flow;
    private TraceFrame? _last;
    private long _now = TraceClock.Epoch;
    private bool _hasEnded;
    private int _number;

    private TraceParser(string file) => _file = file;

    /// <summary>Parses a script.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="TraceSyntaxException">Names the line and what to write.</exception>
    public static TraceScript Parse(string file, string text)
    {
        TraceParser parser = new(file);
        foreach (string line in text.Split('\n'))
        {
            parser._number++;
            parser.ReadLine(line.Trim());
        }

        return parser.Finish();
    }

    private TraceScript Finish()
    {
        if (_lines.Count == 0)
            throw Error("no segment is captured; write at least one line such as '+0 > S 0:0(0)'");
        if (_expectations.Count == 0)
            throw Error("the verdict is missing; end with lines such as 'close_kind graceful  active_closer client'");
        // Stable: frames captured at the same instant stay in the order of their lines.
        TraceLine[] captured = [.. _lines.OrderBy(line => line.Frame.Time)];
        return new TraceScript
        {
            Name = Path.GetFileName(_file),
            Intent = _intent!,
            Options = _options,
            HasOptions = _hasOptions,
            Lines = captured,
            Expectations = _expectations,
        };
    }

    private void ReadLine(string text)
    {
        bool isComment = text.StartsWith('#') && (text.Length == 1 || !char.IsAsciiDigit(text[1]));
        if (isComment)
            _intent ??= text[1..].Trim();
        else if (text.Length == 0)
            return;
        else if (string.IsNullOrEmpty(_intent))
            throw Error("the intent is missing; begin with '# ' and a sentence that says what the case shows");
        else
            ReadStatement(text);
    }

    private void ReadStatement(string text)
    {
        if (text.StartsWith('+'))
            ReadSegment(text);
        else if (text.StartsWith("--", StringComparison.Ordinal))
            ReadOption(text);
        else if (text.StartsWith("isn ", StringComparison.Ordinal))
            ReadNumbering(new TraceTokens(text));
        else if (text.StartsWith("gap ", StringComparison.Ordinal))
            ReadGap(text["gap ".Length..].Trim());
        else if (text is "seq abs" or "seq rel")
            Flow.IsAbsolute = text == "seq abs";
        else if (text == "end")
            _hasEnded = true;
        else if (text.Contains(" > ", StringComparison.Ordinal))
            ReadFlow(text);
        else
            ReadVerdict(text);
    }

    private void ReadFlow(string text)
    {
        string[] ends = text.Split(" > ", StringSplitOptions.TrimEntries);
        if (!_flows.TryGetValue(text, out _flow))
        {
            if (ends.Length != 2 || !TraceEnd.TryParse(ends[0], out TraceEnd client) || !TraceEnd.TryParse(ends[1], out TraceEnd server))
                throw Error($"'{text}' is no flow; write 10.0.0.1:40000 > 10.0.0.2:80, IPv6 addresses in brackets");
            _flow = new TraceFlow(client, server);
            _flows.Add(text, _flow);
        }
    }

    private void ReadSegment(string text)
    {
        TraceTokens tokens = new(text);
        string time = tokens.Take();
        if (!TraceClock.TryParse(time[1..], out long advance))
            throw Error($"'{time}' is no time; write +0.010 (seconds since the line before) or +10ms");
        _now += advance;
        TraceSegmentParser parser = new(_file, _number, Flow);
        if (tokens.TryTake("dup"))
        {
            TraceFrame copied = _last ?? throw Error("there is no segment before this copy; write one");
            TraceFrame copy = parser.WithBrackets(copied with { Time = _now, HopLimit = (byte)(copied.HopLimit - 1) }, tokens);
            Capture(new TraceSegment { Frame = copy }, text);
            return;
        }

        TraceSegment segment = parser.Parse(tokens, _now);
        _last = segment.Frame;
        Capture(segment, text);
    }

    private void Capture(TraceSegment segment, string text)
    {
        if (segment.IsLost || _hasEnded)
            return;
        TraceFrame frame = segment.Frame with { Time = segment.Frame.Time + segment.Lateness };
        _lines.Add(new TraceLine(_number, text, frame, segment.Client, segment.Server));
    }

    private void ReadGap(string text)
    {
        if (!TraceClock.TryParse(text, out long length))
            throw Error($"'{text}' is no time; write gap 70s");
        _now += length;
        TraceFrame filler = new() { Time = _now, Source = Flow.Client, Destination = Flow.Server, FromClient = true, IsFiller = true };
        Capture(new TraceSegment { Frame = filler }, "gap " + text);
    }

    private void ReadNumbering(TraceTokens tokens)
    {
        tokens.Take();
        TraceNumbering numbering = Flow.Numbering;
        while (!tokens.AtEnd)
        {
            string side = tokens.Take();
            string number = tokens.Take();
            bool isRelative = number.StartsWith('+') || number.StartsWith('-');
            if (!long.TryParse(number, out long value))
                throw Error($"'{number}' is no sequence number; write isn client 1000 server 5000, or +65537 to count from the last");
            numbering = side switch
            {
                "client" => numbering with { Client = isRelative ? numbering.Client + (uint)value : (uint)value },
                "server" => numbering with { Server = isRelative ? numbering.Server + (uint)value : (uint)value },
                _ => throw Error($"'{side}' is no side; write isn client 1000 server 5000"),
            };
        }

        Flow.Renumber(numbering);
    }

    private void ReadOption(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2 || !TraceClock.TryParse(words[1], out long value))
            throw Error($"'{text}' is no option; write --time-wait 60");
        _hasOptions = true;
        _options = words[0] switch
        {
            "--time-wait" => _options with { TimeWaitNs = value },
            "--fin-timeout" => _options with { FinTimeoutNs = value },
            "--idle-timeout" => _options with { IdleTimeoutNs = value },
            "--max-connections" => _options with { MaxConnections = int.Parse(words[1]) },
            _ => throw Error($"option '{words[0]}' is unknown; write --time-wait, --fin-timeout, --idle-timeout or --max-connections"),
        };
    }

    private void ReadVerdict(string text)
    {
        TraceTokens tokens = new(text);
        int incarnation = 1;
        while (!tokens.AtEnd)
        {
            string column = tokens.Take();
            if (column.StartsWith('#'))
            {
                if (!int.TryParse(column.AsSpan(1), out incarnation) || incarnation < 1)
                    throw Error($"'{column}' is no incarnation; write #2");
                continue;
            }

            string token = tokens.Take();
            if (!VerdictColumns.Contains(column) || token.Length == 0)
                throw Error($"'{column} {token}' is no verdict; write a column of the connection table and its token ('-' for an empty field)");
            if (!VerdictColumns.Admits(column, token))
                throw Error($"'{token}' never stands in {column}; write one of the vocabulary's words for it");
            _expectations.Add(new TraceExpectation(_number, incarnation, column, token));
        }
    }

    private TraceFlow Flow => _flow ?? throw Error("the flow is missing; write 10.0.0.1:40000 > 10.0.0.2:80 before the first segment");

    private TraceSyntaxException Error(string advice) => new(_file, _number, advice);
}
