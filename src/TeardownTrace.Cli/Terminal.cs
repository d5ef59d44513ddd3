namespace TeardownTrace.Cli;

/// <summary>What the terminal and its environment allow.</summary>
internal static class Terminal
{
    private const int UsualColumns = 80;
    private const int UsualRows = 24;
    private const string KindVariable = "TERM";

    /// <summary>What TERM said when the program began.</summary>
    private static readonly string? Kind = Environment.GetEnvironmentVariable(KindVariable);

    /// <summary>
    /// Keeps the kind of the terminal from .NET's console. Knowing it, the console would turn the cursor keys and the keypad over to applications
    /// (smkx of terminfo(5)) with the first line that is said, and leave them so; no key that is asked for here needs that.
    /// </summary>
    internal static void LeaveAsFound()
    {
        if (Kind is not null)
            Environment.SetEnvironmentVariable(KindVariable, null);
    }

    /// <summary>NO_COLOR (no-color.org) counts when it is set and not empty.</summary>
    internal static bool WantsColor(ColorUse use) => use switch
    {
        ColorUse.Always => true,
        ColorUse.Never => false,
        _ => !Console.IsOutputRedirected && !IsSet("NO_COLOR") && Kind != "dumb",
    };

    /// <summary>POSIX: the first of these that is set names the character set.</summary>
    internal static bool TakesUnicode()
    {
        if (OperatingSystem.IsWindows())
            return Console.IsOutputRedirected || Console.OutputEncoding.CodePage == System.Text.Encoding.UTF8.CodePage;

        foreach (string name in new[] { "LC_ALL", "LC_CTYPE", "LANG" })
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } locale)
                return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }

    /// <summary>Whether a screen can be drawn over and over on standard output, and nothing else is using the terminal.</summary>
    internal static bool TakesScreen() =>
        !Console.IsOutputRedirected && (OperatingSystem.IsWindows() || Kind is not ("dumb" or "" or null)) && IsInForeground();

    /// <summary>Columns of the terminal on standard output; null where it is none.</summary>
    internal static int? Width() => Console.IsOutputRedirected ? null : Columns();

    /// <summary>Columns of the terminal that is there. One that does not tell its size, as on a serial line, is taken for the usual one.</summary>
    internal static int Columns() => Console.WindowWidth is > 0 and int columns ? columns : UsualColumns;

    /// <summary>Its rows.</summary>
    internal static int Rows() => Console.WindowHeight is > 0 and int rows ? rows : UsualRows;

    /// <summary>
    /// Whether this process is of the terminal's foreground group (proc_pid_stat(5): pgrp and tpgid, fields 5 and 8). One in the background would be
    /// stopped when it reads a key, and would draw over the shell.
    /// </summary>
    internal static bool IsInForeground()
    {
        const int GroupAfterName = 2;
        const int TerminalGroupAfterName = 5;
        if (!OperatingSystem.IsLinux())
            return true;
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[GroupAfterName] == fields[TerminalGroupAfterName];
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
