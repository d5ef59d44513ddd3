namespace TeardownTrace.Cli.Tests;

/// <summary>What a run of the program left.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
