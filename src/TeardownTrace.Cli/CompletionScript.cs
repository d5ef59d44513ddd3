using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;

namespace TeardownTrace.Cli;

/// <summary>Completion scripts, one row a shell; their words are read from the parser's symbols.</summary>
internal static class CompletionScript
{
    internal static readonly Dictionary<string, Func<RootCommand, string>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };

    private static string Bash(RootCommand root)
    {
        StringBuilder script = new();
        script.Append("""
            _teardowntrace() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
                case "$prev" in

            """);
        foreach (Option option in OptionsOf(root).Where(option => WordsOf(option).Length > 0))
            script.Append($"        {string.Join('|', NamesOf(option))}) COMPREPLY=( $(compgen -W \"{string.Join(' ', WordsOf(option))}\" -- \"$cur\") ); return ;;\n");
        script.Append("    esac\n    case \"${COMP_WORDS[1]}\" in\n");
        foreach (Command command in root.Subcommands)
            script.Append($"        {command.Name}) [[ $cur == -* || -n \"{ArgumentWords(command)}\" ]] && COMPREPLY=( $(compgen -W \"{string.Join(' ', OptionNames(command))} {ArgumentWords(command)}\" -- \"$cur\") ) || COMPREPLY=( $(compgen -f -- \"$cur\") ) ;;\n");
        script.Append($"        *) COMPREPLY=( $(compgen -W \"{string.Join(' ', TopWords(root))}\" -- \"$cur\") ) ;;\n");
        script.Append("    esac\n}\ncomplete -o filenames -F _teardowntrace teardowntrace\n");
        return script.ToString();
    }

    private static string Zsh(RootCommand root)
    {
        StringBuilder script = new();
        script.Append("""
            #compdef teardowntrace
            _teardowntrace() {
                local cur=${words[CURRENT]} prev=${words[CURRENT-1]}
                case "$prev" in

            """);
        foreach (Option option in OptionsOf(root).Where(option => WordsOf(option).Length > 0))
            script.Append($"        {string.Join('|', NamesOf(option))}) compadd -- {string.Join(' ', WordsOf(option))}; return ;;\n");
        script.Append("    esac\n    if (( CURRENT == 2 )); then\n");
        script.Append($"        compadd -- {string.Join(' ', TopWords(root))}; return\n    fi\n    case \"${{words[2]}}\" in\n");
        foreach (Command command in root.Subcommands)
            script.Append($"        {command.Name}) if [[ $cur == -* ]]; then compadd -- {string.Join(' ', OptionNames(command))}; else {(ArgumentWords(command) is { Length: > 0 } words ? "compadd -- " + words : "_files")}; fi ;;\n");
        script.Append("    esac\n}\nif [ \"$funcstack[1]\" = \"_teardowntrace\" ]; then _teardowntrace \"$@\"; else compdef _teardowntrace teardowntrace; fi\n");
        return script.ToString();
    }

    private static string Fish(RootCommand root)
    {
        StringBuilder script = new();
        foreach (Command command in root.Subcommands)
        {
            script.Append($"complete -c teardowntrace -n __fish_use_subcommand -f -a {command.Name} -d '{Quoted(command.Description)}'\n");
            string when = $"-n '__fish_seen_subcommand_from {command.Name}'";
            if (ArgumentWords(command) is { Length: > 0 } words)
                script.Append($"complete -c teardowntrace {when} -f -a '{words}'\n");
            foreach (Option option in command.Options)
            {
                string names = string.Join(' ', NamesOf(option).Select(name => name.StartsWith("--", StringComparison.Ordinal) ? "-l " + name[2..] : "-s " + name[1..]));
                string values = WordsOf(option) is { Length: > 0 } known ? $" -x -a '{string.Join(' ', known)}'" : option.Arity.MaximumNumberOfValues > 0 ? " -r" : "";
                script.Append($"complete -c teardowntrace {when} {names}{values} -d '{Quoted(option.Description)}'\n");
            }
        }

        return script.ToString();
    }

    private static string PowerShell(RootCommand root)
    {
        StringBuilder script = new();
        script.Append("""
            Register-ArgumentCompleter -Native -CommandName teardowntrace -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
                $prev = if ($wordToComplete) { $words[-2] } else { $words[-1] }
                $known = switch ($prev) {

            """);
        foreach (Option option in OptionsOf(root).Where(option => WordsOf(option).Length > 0))
        {
            foreach (string name in NamesOf(option))
                script.Append($"        '{name}' {{ '{string.Join("', '", WordsOf(option))}' }}\n");
        }

        script.Append("        default { switch ($words[1]) {\n");
        foreach (Command command in root.Subcommands)
            script.Append($"            '{command.Name}' {{ '{string.Join("', '", [.. OptionNames(command), .. ArgumentWords(command).Split(' ', StringSplitOptions.RemoveEmptyEntries)])}' }}\n");
        script.Append($"            default {{ '{string.Join("', '", TopWords(root))}' }}\n        }} }}\n");
        script.Append("""
                }
                $known | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """);
        return script.ToString();
    }

    private static IEnumerable<Option> OptionsOf(RootCommand root) => root.Subcommands.SelectMany(command => command.Options);

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    private static IEnumerable<string> OptionNames(Command command) => command.Options.SelectMany(NamesOf).Append("--help");

    private static IEnumerable<string> TopWords(RootCommand root) =>
        root.Subcommands.Select(command => command.Name).Concat(root.Options.Select(option => option.Name));

    private static string[] WordsOf(Option option) =>
        option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? [] : [.. Labels(option)];

    private static string ArgumentWords(Command command) => string.Join(' ', command.Arguments.SelectMany(Labels));

    private static IEnumerable<string> Labels(Symbol symbol) =>
        symbol.GetCompletions(CompletionContext.Empty).Select(completion => completion.Label).Distinct(StringComparer.Ordinal);

    private static string Quoted(string? text) => (text ?? "").Replace("'", "", StringComparison.Ordinal);
}
