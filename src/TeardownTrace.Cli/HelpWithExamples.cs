using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TeardownTrace.Cli;

/// <summary>The parser's own help, followed by examples and exit codes: what people look for first.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string RootExamples = """
        Examples:
          teardowntrace analyze capture.pcapng
          teardowntrace analyze --help
          teardowntrace interfaces
          teardowntrace completion bash > /etc/bash_completion.d/teardowntrace
        """;

    private const string AnalyzeExamples = """
        Examples:
          teardowntrace analyze capture.pcapng                    the screen: how connections ended
          tcpdump -i eth0 -w - tcp | teardowntrace analyze -      from a pipe, until Ctrl-C
          teardowntrace analyze ring_*.pcap --csv close.csv       pieces of one capture, and a table
          teardowntrace analyze a.pcap --csv - --only missing_fin the rows whose FIN is missing
          teardowntrace analyze a.pcap --json - | jq .close_kind  one object a line
          teardowntrace analyze a.pcap -q --fail-on reset         exit code 1 if a connection was reset

        A TOKEN is a close_kind, a verdict or a flag: graceful, half-closed, reset, close-wait-stuck, ...
        A word that several columns have is written column=word: missing_fin=server, active_closer=both.
        A column's name alone selects any of its words but none: missing_fin, lost_final_ack, syn_reuse.

        Exit codes:
          0  done                       3    an input cannot be read, or an output failed
          1  --fail-on matched          4    done, but an input is damaged
          2  wrong command line         130  interrupted; what was read until then is reported
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
            InterfacesCommand => InterfacesExamples,
            RootCommand => RootExamples,
            _ => "",
        };
        if (examples.Length > 0)
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return result;
    }
}
