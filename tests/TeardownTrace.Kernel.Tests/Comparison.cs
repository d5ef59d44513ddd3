using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Kernel.Tests;

/// <summary>Collects the columns of one row that differ from the truth.</summary>
internal sealed class Comparison(ConnectionReport report)
{
    private readonly List<Difference> _differences = [];

    public ConnectionReport Report { get; } = report;

    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>A column of words holds one of the words that the truth allows.</summary>
    public void Word(string column, params ReadOnlySpan<string> allowed)
    {
        string ours = VerdictColumns.Read(column, Report);
        if (!allowed.Contains(ours))
            _differences.Add(new Difference(column, ours, string.Join(" or ", allowed!)));
    }

    /// <summary>A flag stands or does not.</summary>
    public void Flag(ConnectionFlags flag, bool stands)
    {
        if (((Report.Flags & flag) != 0) != stands)
            _differences.Add(new Difference("flags", Report.Flags.ToString(), stands ? $"with {flag}" : $"without {flag}"));
    }

    public void Value<T>(string column, T ours, T kernel)
    {
        if (!EqualityComparer<T>.Default.Equals(ours, kernel))
            _differences.Add(new Difference(column, $"{ours}", $"{kernel}"));
    }

    /// <summary>Two times or durations in seconds are as near as the kernel was sampled.</summary>
    public void Near(string column, double? ours, double kernel, double toleranceSeconds)
    {
        if (ours is not { } known || Math.Abs(known - kernel) > toleranceSeconds)
            _differences.Add(new Difference(column, $"{ours}", $"{kernel}"));
    }
}
