namespace TeardownTrace.Cli;

/// <summary>What became of a run. Several may hold; the exit code tells one of them.</summary>
internal readonly record struct RunOutcome
{
    /// <summary>It was stopped before its end, and what it had read until then is reported.</summary>
    internal bool IsInterrupted { get; init; }

    /// <summary>An input could not be read at all, or an output failed.</summary>
    internal bool HasFailed { get; init; }

    /// <summary>A connection matched --fail-on.</summary>
    internal bool HasMatched { get; init; }

    /// <summary>Something of what there was to read is missing.</summary>
    internal bool IsDamaged { get; init; }

    /// <summary>The code of the first that holds.</summary>
    internal int Code => this switch
    {
        { IsInterrupted: true } => ExitCode.Interrupted,
        { HasFailed: true } => ExitCode.Unreadable,
        { HasMatched: true } => ExitCode.Matched,
        { IsDamaged: true } => ExitCode.Damaged,
        _ => ExitCode.Done,
    };
}
