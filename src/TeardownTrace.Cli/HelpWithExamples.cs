using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using TeardownTrace.Cli.Live;

namespace TeardownTrace.Cli;

/// <summary>The parser's own help, followed by examples and exit codes: what people look for first.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string RootExamples = """
        Examples:
          teardowntrace analyze capture.pcapng
          teardowntrace live -i eth1
          teardowntrace analyze --help
          teardowntrace interfaces
          teardowntrace completion bash > /etc/bash_completion.d/teardowntrace
        """;

    private const string Tokens = """
        A TOKEN is a close_kind, a verdict or a flag: graceful, half-closed, reset, close-wait-stuck, ...
        A word that several columns have is written column=word: missing_fin=server, active_closer=both.
        A column's name alone selects any of its words but none: missing_fin, lost_final_ack, syn_reuse.
        """;

    private const string AnalyzeExamples = $"""
        Examples:
          teardowntrace analyze capture.pcapng                    the screen: how connections ended
          tcpdump -i eth0 -w - tcp | teardowntrace analyze -      from a pipe, until Ctrl-C
          teardowntrace analyze ring_*.pcap --csv close.csv       pieces of one capture, and a table
          teardowntrace analyze a.pcap --csv - --only missing_fin the rows whose FIN is missing
          teardowntrace analyze a.pcap --json - | jq .close_kind  one object a line
          teardowntrace analyze a.pcap -q --fail-on reset         exit code 1 if a connection was reset

        {Tokens}

        Exit codes:
          0  done                       3    an input cannot be read, or an output or the temporary folder failed
          1  --fail-on matched          4    done, but an input is damaged
          2  wrong command line         130  interrupted; what was read until then is reported
        """;

    private const string LiveExamples = $"""
        Examples:
          teardowntrace live -i eth1                                 a screen, until q or Ctrl-C; then the report
          teardowntrace live -i any -f 'port 443' --hosts 5          and the hosts that hold most TIME_WAIT
          teardowntrace live -i eth1 --csv /var/log/close.csv --rotate-every 3600 --keep 168 --gzip
          teardowntrace live -i lo --duration 30 -q --fail-on reset  exit code 1 if a connection was reset
          teardowntrace live -i eth1 --write ring.pcapng             keeps the packets of flagged connections
          teardowntrace live -i eth1 --otlp http://localhost:4318    sends metrics to an OpenTelemetry collector
          kill -USR1 PID                                             prints the totals, the capture goes on

        Verdicts are final 115 seconds after a connection's last segment (or --time-wait, if longer), when no late
        segment can change them: rows come then, and for what is still open at the end. Losses are told in every
        report; connections alive meanwhile are inconclusive (capture-drops).

        {Tokens}

        Exit codes:
          0  stopped by q, a signal, -c or --duration           3    the interface cannot be captured, or an output failed
          1  --fail-on matched                                  4    stopped, but packets were lost or the interface was away
          2  wrong command line                                 130  a second Ctrl-C: ended at once, without a report
        """;

    private const string InterfacesExamples = """
        Examples:
          teardowntrace interfaces                  all of them, the likeliest first
          sudo teardowntrace interfaces             also what their packets begin with
          teardowntrace interfaces | grep 10.0.0    one line each in a pipe

        Exit codes:
          0  done          2  wrong command line          3  libpcap is missing or cannot list them
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        string examples = parseResult.CommandResult.Command switch
        {
            AnalyzeCommand => AnalyzeExamples,
            LiveCommand => LiveExamples,
            InterfacesCommand => InterfacesExamples,
            RootCommand => RootExamples,
            _ => "",
        };
        if (examples.Length > 0)
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return result;
    }
}
