using System.CommandLine;

namespace TeardownTrace.Cli.Tests;

/// <summary>Completion scripts: accepted by their shell, and complete.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "bash -n")]
    [InlineData("zsh", "zsh -n")]
    [InlineData("fish", "fish --no-execute")]
    public void The_shell_accepts_its_script(string shell, string check)
    {
        string program = check.Split(' ')[0];
        if (TeardownTraceCommand.Shell($"command -v {program}").ExitCode != 0)
            Assert.Skip($"needs {program}");
        CommandResult result = TeardownTraceCommand.Shell($"f=$(mktemp) && \"$T\" completion {shell} > \"$f\" && {check} \"$f\"; r=$?; rm -f \"$f\"; exit $r");
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Every_command_and_option_is_in_the_script(string shell)
    {
        string script = TeardownTraceCommand.Run("completion", shell).Output;
        foreach (Command command in Entry.MakeRoot().Subcommands)
        {
            Assert.Contains(command.Name, script, StringComparison.Ordinal);
            foreach (Option option in command.Options)
                Assert.Contains(shell == "fish" ? "-l " + option.Name[2..] : option.Name, script, StringComparison.Ordinal);
        }

        Assert.Contains("close-wait-stuck", script, StringComparison.Ordinal);
        Assert.Contains("freebsd", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("teardowntrace ana", "analyze")]
    [InlineData("teardowntrace int", "interfaces")]
    [InlineData("teardowntrace analyze --ma", "--max-connections")]
    [InlineData("teardowntrace analyze --profile win", "windows")]
    [InlineData("teardowntrace analyze a.pcap --only half-closed", "half-closed")]
    [InlineData("teardowntrace completion fi", "fish")]
    public void Bash_completes(string typed, string expected)
    {
        CommandResult result = TeardownTraceCommand.Shell(
            $"source <(\"$T\" completion bash); COMP_WORDS=({typed}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); _teardowntrace; printf '%s\\n' \"${{COMPREPLY[@]}}\"");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(expected, result.Output.TrimEnd('\n'));
    }
}
