namespace TeardownTrace.Cli;

/// <summary>What the program returns.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>A connection matched --fail-on.</summary>
    internal const int Matched = 1;

    /// <summary>The command line is wrong, or an output it names cannot be created.</summary>
    internal const int Usage = 2;

    /// <summary>An input could not be read at all, or an output failed during the work.</summary>
    internal const int Unreadable = 3;

    /// <summary>Everything was done, but an input is damaged.</summary>
    internal const int Damaged = 4;

    /// <summary>128 + SIGINT, as shells count it.</summary>
    internal const int Interrupted = 130;
}
