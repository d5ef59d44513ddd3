using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Reflection;
using TeardownTrace.Cli.Live;

namespace TeardownTrace.Cli;

/// <summary>From arguments to exit code: the commands, their help and what is said of a wrong command line.</summary>
internal static class Entry
{
    internal const string Name = "teardowntrace";

    internal static string Version =>
        typeof(Entry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal static int Run(string[] args)
    {
        // The parser need not be loaded to tell a version.
        if (args is ["--version"])
            return Print($"{Name} {Version}\n", ExitCode.Done);

        Terminal.LeaveAsFound();
        ParseResult parsed = Parse(args);
        if (parsed.Action is HelpWithExamples || parsed.Errors.Count == 0)
        {
            using StringWriter output = new();
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output });
            return Print(output.ToString(), code);
        }

        return Refuse(parsed);
    }

    internal static RootCommand MakeRoot()
    {
        RootCommand root = new("Analyses how TCP connections end: who closed, what was lost, what was reset, what TIME_WAIT let in.");
        root.Add(new AnalyzeCommand());
        root.Add(new LiveCommand());
        root.Add(new InterfacesCommand());
        root.Add(new CompletionCommand(root));
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }

    /// <summary>
    /// Parses a command line. What scripts run a thousand times is parsed by its own command: all commands, and the library's texts for help and mistakes,
    /// are a sixth of the start.
    /// </summary>
    private static ParseResult Parse(string[] args)
    {
        // An argument that begins with @ is a name like any other.
        ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null };
        if (args is [AnalyzeCommand.Verb, ..] && new AnalyzeCommand().Parse(args, configuration) is { Errors.Count: 0 } parsed)
            return parsed;
        return MakeRoot().Parse(args, configuration);
    }

    /// <summary>Prints what the parser or a command gave it to print: help, a completion script.</summary>
    private static int Print(string text, int code)
    {
        if (text.Length == 0 || StandardOutput.Print(writer => writer.Write(text)) is not string failure)
            return code;
        StandardError.Say(failure);
        return ExitCode.Unreadable;
    }

    private static int Refuse(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        foreach (string line in command is RootCommand ? [NoCommand(parsed, command)] : parsed.Errors.Select(OneLine))
            StandardError.Say(line);

        string path = command is RootCommand ? Name : $"{Name} {command.Name}";
        if (command is RootCommand && parsed.UnmatchedTokens.FirstOrDefault(File.Exists) is string capture)
            StandardError.WriteLine($"To analyse a capture: {Name} analyze {capture}");
        StandardError.WriteLine($"Try '{path} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>The parser says of a word that is no command, too, that one is missing.</summary>
    private static string NoCommand(ParseResult parsed, Command root)
    {
        string commands = string.Join(", ", root.Subcommands.Select(static command => command.Name));
        return parsed.UnmatchedTokens is [string unknown, ..]
            ? $"'{unknown}' is no command; there are {commands}"
            : $"a command is expected: {commands}";
    }

    /// <summary>The parser lists words over several lines, and leaves out which option a refused word was given to; one line that says where is wanted.</summary>
    private static string OneLine(ParseError error)
    {
        string line = string.Join(' ', error.Message.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        SymbolResult? refused = error.SymbolResult is ArgumentResult { Parent: OptionResult parent } ? parent : error.SymbolResult;
        string? option = (refused as OptionResult)?.IdentifierToken?.Value;
        return option is null || line.Contains(option, StringComparison.Ordinal) ? line : $"{option}: {line}";
    }
}
