using System.CommandLine;
using System.Text.RegularExpressions;

namespace TeardownTrace.Cli.Tests;

/// <summary>Command lines, right and wrong: exit codes, and what goes to which stream. No capture is read.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void The_version_is_one_line_on_standard_output()
    {
        CommandResult result = TeardownTraceCommand.Run("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^teardowntrace \d+\.\d+\.\d+\r?\n$", result.Output);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("analyze", "--help")]
    [InlineData("live", "--help")]
    [InlineData("interfaces", "--help")]
    [InlineData("completion", "--help")]
    public void Help_goes_to_standard_output(params string[] arguments)
    {
        CommandResult result = TeardownTraceCommand.Run(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("analyze")]
    [InlineData("live")]
    [InlineData("interfaces")]
    [InlineData("completion")]
    public void Help_names_every_option_in_both_forms(params string[] path)
    {
        RootCommand root = Entry.MakeRoot();
        Command command = path is [string name] ? root.Subcommands.Single(sub => sub.Name == name) : root;
        string help = TeardownTraceCommand.Run([.. path, "--help"]).Output;
        IReadOnlyList<OptionNames> options = OptionNames.TakenBy(command);
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Matches($@"(?m)^  (-\?, )?{Regex.Escape($"{option}")}[ \r\n]", help));
    }

    [Theory]
    [InlineData("analyze", "in this order, each once", "Examples:", "tcpdump", "A TOKEN is", "Exit codes:", "the temporary folder failed", "130")]
    [InlineData("live", "Examples:", "kill -USR1", "A TOKEN is", "Exit codes:", "130")]
    public void Help_has_examples_and_every_exit_code(string command, params string[] expected)
    {
        string help = TeardownTraceCommand.Run(command, "--help").Output;
        Assert.All(expected, text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a command is expected: analyze, live, interfaces, completion")]
    [InlineData("'foo' is no command; there are analyze, live", "foo")]
    [InlineData("unknown option '-z.pcap'; no file has that name either", "analyze", "--", "-z.pcap")]
    [InlineData("CAPTURE", "analyze")]
    [InlineData("unknown option '--bogus'", "analyze", "a.pcap", "--bogus")]
    [InlineData("unknown option '-z'", "analyze", "-z", "a.pcap")]
    [InlineData("missing_fin=client", "analyze", "a.pcap", "--only", "client")]
    [InlineData("graceful", "analyze", "a.pcap", "--fail-on", "gracefull")]
    [InlineData("'nope' is no column", "analyze", "a.pcap", "--fields", "id,nope")]
    [InlineData("--fields: 'id' is named twice", "analyze", "a.pcap", "--fields", "id,vlan,ID")]
    [InlineData("0 is less than 1", "analyze", "a.pcap", "-c", "0")]
    [InlineData("-1 is less than 0", "analyze", "a.pcap", "--time-wait", "-1")]
    [InlineData("a number is expected", "analyze", "a.pcap", "--fin-timeout", "soon")]
    [InlineData("--time-wait: '1,5' is no number; a number is expected, such as 1.5", "analyze", "a.pcap", "--time-wait", "1,5")]
    [InlineData("--idle-timeout: '1,000' is no number; a number is expected", "analyze", "a.pcap", "--idle-timeout", "1,000")]
    [InlineData("--fin-timeout: 'NaN' is no number", "analyze", "a.pcap", "--fin-timeout", "NaN")]
    [InlineData("--time-wait: 'Infinity' is no number", "analyze", "a.pcap", "--time-wait", "Infinity")]
    [InlineData("--time-wait: '-Infinity' is no number", "analyze", "a.pcap", "--time-wait", "-Infinity")]
    [InlineData("a whole number is expected", "analyze", "a.pcap", "-c", "1.5")]
    [InlineData("a whole number is expected", "analyze", "a.pcap", "--threads", "1,0")]
    [InlineData("--duration: '1,5' is no number", "live", "-i", "lo", "--duration", "1,5")]
    [InlineData("--stats-every: '0,5' is no number", "live", "-i", "lo", "--stats-every", "0,5")]
    [InlineData("-G: '3,600' is no number", "live", "-i", "lo", "--csv", "a.csv", "-G", "3,600")]
    [InlineData("-C: 'NaN' is no number", "live", "-i", "lo", "--csv", "a.csv", "-C", "NaN")]
    [InlineData("a whole number is expected", "live", "-i", "lo", "--hosts", "1,0")]
    [InlineData("a whole number is expected", "live", "-i", "lo", "--write", "a.pcapng", "--write-memory", "1,0")]
    [InlineData("--count: '1e3' is no whole number", "analyze", "a.pcap", "--count", "1e3")]
    [InlineData("-c: 99999999999999999999 is more than ", "analyze", "a.pcap", "-c", "99999999999999999999")]
    [InlineData("--max-connections: 3000000000 is more than 2147483647", "analyze", "a.pcap", "--max-connections", "3000000000")]
    [InlineData("--threads: -3000000000 is less than 1", "analyze", "a.pcap", "--threads", "-3000000000")]
    [InlineData("-B: 3000000000 is more than 2097151", "live", "-i", "lo", "-B", "3000000000")]
    [InlineData("--profile: Argument 'beos' not recognized. Must be one of: 'linux'", "analyze", "a.pcap", "--profile", "beos")]
    [InlineData("--join: Argument 'maybe'", "analyze", "a.pcap", "--join", "maybe")]
    [InlineData("--color: Argument 'blue'", "live", "-i", "lo", "--color", "blue")]
    [InlineData("only one of --csv, --json", "analyze", "a.pcap", "--csv", "-", "--json", "-")]
    [InlineData("CAPTURE: a file's name is expected", "analyze", "")]
    [InlineData("CAPTURE: standard input can be read once", "analyze", "-", "a.pcap", "-")]
    [InlineData("--csv: a file's name is expected", "analyze", "a.pcap", "--csv", "")]
    [InlineData("--json: a file's name is expected", "live", "-i", "lo", "--json", "")]
    [InlineData("-w: a file's name is expected", "live", "-i", "lo", "-w", "")]
    [InlineData("--csv: a file's name is expected, and '--json' begins as an option does; write ./--json where", "analyze", "a.pcap", "--csv", "--json", "b.json")]
    [InlineData("-w: a file's name is expected, and '-q' begins as an option does", "live", "-i", "lo", "-w", "-q")]
    [InlineData("'eth0'", "interfaces", "eth0")]
    [InlineData("'bash'", "completion", "ksh")]
    [InlineData("'--interface' is required", "live")]
    [InlineData("-i: an interface's name is expected", "live", "-i", "")]
    [InlineData("-1 is less than 0", "live", "-i", "lo", "-s", "-1")]
    [InlineData("300000 is more than 262144", "live", "-i", "lo", "-s", "300000")]
    [InlineData("0 is less than 1", "live", "-i", "lo", "-B", "0")]
    [InlineData("0 is less than 1", "live", "-i", "lo", "--rotate-rows", "0")]
    [InlineData("-C: 0 is less than 0.000001", "live", "-i", "lo", "--csv", "a.csv", "-C", "0")]
    [InlineData("-Q: Argument 'up' not recognized. Must be one of: 'inout'", "live", "-i", "lo", "-Q", "up")]
    [InlineData("--gzip: only files that rotate", "live", "-i", "lo", "--csv", "a.csv", "--gzip")]
    [InlineData("--keep: only files that rotate", "live", "-i", "lo", "--csv", "a.csv", "--keep", "3")]
    [InlineData("--keep: only files that rotate", "live", "-i", "lo", "--write", "a.pcapng", "--csv", "a.csv", "--keep", "3")]
    [InlineData("--gzip: only files that rotate", "live", "-i", "lo", "--gzip")]
    [InlineData("-W: only files that rotate", "live", "-i", "lo", "-W", "3", "--csv", "-")]
    [InlineData("--only: no table is written; add --csv FILE or --json FILE", "analyze", "a.pcap", "--only", "reset", "--fail-on", "reset")]
    [InlineData("--only: 'gracefull' is no", "analyze", "a.pcap", "--only", "gracefull")]
    [InlineData("--fields: no table is written; add --csv FILE or --json FILE", "analyze", "a.pcap", "--fields", "id")]
    [InlineData("--fields: no table is written; add --csv FILE or --json FILE", "live", "-i", "lo", "--write", "a.pcapng", "--fields", "id")]
    [InlineData("-G: nothing goes to a file that could rotate; add --csv FILE or --json FILE, or --write FILE", "live", "-i", "lo", "-G", "5")]
    [InlineData("--rotate-size: nothing goes to a file that could rotate", "live", "-i", "lo", "--csv", "-", "--rotate-size", "5")]
    [InlineData("--rotate-rows: no table goes to a file that could rotate; add --csv FILE or --json FILE", "live", "-i", "lo", "--rotate-rows", "5", "-w", "a.pcapng")]
    [InlineData("only one of --csv, --json", "live", "-i", "lo", "--csv", "-", "--json", "-")]
    public void A_wrong_command_line_is_told_on_standard_error(string expected, params string[] arguments)
    {
        CommandResult result = TeardownTraceCommand.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", result.Error, StringComparison.Ordinal);
        Assert.All(result.Error.TrimEnd('\n').Split('\n'), line => Assert.Matches("^(teardowntrace: |Try |To analyse )", line));
    }

    [Theory]
    [InlineData(3, "^teardowntrace: no-such-interface: there is no such interface; ", "no-such-interface")]
    [InlineData(3, "^teardowntrace: no-such-interface: ", "no-such-interface", "--write", "a.pcapng", "--keep", "3", "--gzip")]
    [InlineData(3, "^teardowntrace: no-such-interface: ", "no-such-interface", "--write", "a.pcapng", "--json", "-", "--keep", "3")]
    [InlineData(3, "^teardowntrace: no-such-interface: ", "no-such-interface", "--only", "reset")]
    [InlineData(3, "^teardowntrace: no-such-interface: ", "no-such-interface", "--write", "a.pcapng", "-G", "5", "-C", "5")]
    [InlineData(3, "^teardowntrace: no-such-interface: ", "no-such-interface", "--csv", "a.csv", "--json", "-", "--fields", "id", "--rotate-rows", "5")]
    [InlineData(2, "^teardowntrace: --filter: the filter \"tcp prot\" is wrong: ", "lo", "-f", "tcp prot")]
    [InlineData(2, "^teardowntrace: /nowhere/at/all/a.csv: cannot be created for --csv: there is no such folder$", "lo", "--csv", "/nowhere/at/all/a.csv")]
    [InlineData(2, "^teardowntrace: /tmp: cannot be created for --csv: it is a folder; name a file in it$", "lo", "--csv", "/tmp", "--rotate-rows", "5")]
    [InlineData(2, "^teardowntrace: /tmp/: cannot be created for --write: it is a folder; name a file in it$", "lo", "--write", "/tmp/")]
    public void A_capture_that_cannot_begin_is_told_in_one_line(int exitCode, string expected, params string[] arguments)
    {
        Assert.SkipUnless(TeardownTrace.Testing.Network.NetworkNamespace.Obstacle is null, "capturing needs root");
        CommandResult result = TeardownTraceCommand.Run(["live", "-i", .. arguments]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Matches(expected, Assert.Single(result.Error.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData("analyze", "\u001b[2Jname\u0007")]
    [InlineData("analyze", "a\nb.pcap", "--csv", "\u001b[2J/a.csv")]
    [InlineData("analyze", "a.pcap", "--only", "\u001b[2J")]
    [InlineData("analyze", "a.pcap", "--color", "\u001b]0;owned\u0007")]
    [InlineData("\u001b[2J")]
    public void A_hostile_name_is_shown_and_not_obeyed(params string[] arguments)
    {
        CommandResult result = TeardownTraceCommand.Run(arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain(result.Error.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }

    [Theory]
    [InlineData("/nowhere/at/all/a", "there is no such folder")]
    [InlineData("/etc/passwd/a", "there is no such folder")]
    [InlineData("/proc/a", "no file can be created there")]
    [InlineData("/tmp", "it is a folder; name a file in it")]
    [InlineData("/tmp/", "it is a folder; name a file in it")]
    public void An_output_that_cannot_be_created_is_told_before_the_work(string path, string reason)
    {
        foreach (string format in new[] { "csv", "json" })
        {
            CommandResult result = TeardownTraceCommand.Run("analyze", "a.pcap", "--" + format, path);
            Assert.Equal(2, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.Equal($"teardowntrace: {path}: cannot be created for --{format}: {reason}\n", result.Error);
        }
    }
}
