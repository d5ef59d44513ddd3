using System.CommandLine;

namespace TeardownTrace.Cli;

/// <summary><c>completion SHELL</c>: prints a script that completes the commands, options and words the parser itself knows.</summary>
internal sealed class CompletionCommand : Command
{
    internal CompletionCommand(RootCommand root)
        : base("completion", "Print a script that completes this command in a shell")
    {
        Argument<string> shell = new("SHELL") { Description = "The shell" };
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells.Keys]);
        Add(shell);
        SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(CompletionScript.Shells[parsed.GetValue(shell)!](root));
            return ExitCode.Done;
        });
    }
}
