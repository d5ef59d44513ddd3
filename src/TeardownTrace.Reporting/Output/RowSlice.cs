using System.Diagnostics;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Output;

/// <summary>Some reports in a row and, once they are formatted, their bytes. The reports are copied: their thread goes on to the next.</summary>
internal sealed class RowSlice(RowFormatter rows) : IDisposable
{
    /// <summary>So many that handing them over costs nothing beside formatting them, and so few that their bytes are still in the cache when they are written.</summary>
    private const int Capacity = 256;

    private readonly ConnectionReport[] _reports = new ConnectionReport[Capacity];
    private int _count;

    /// <summary>Where its rows are, once they are formatted.</summary>
    internal RowFormatter Rows { get; } = rows;

    internal bool IsFull => _count == Capacity;

    /// <summary>Whether its bytes can be handed on. Under the lock of the queue it stands in.</summary>
    internal bool IsFormatted { get; set; }

    /// <summary>Takes as many of the first reports as it has room for, and returns the others.</summary>
    internal ReadOnlySpan<ConnectionReport> Fill(ReadOnlySpan<ConnectionReport> reports)
    {
        Debug.Assert(!IsFull, "a full slice is offered, not filled");
        int count = Math.Min(reports.Length, Capacity - _count);
        reports[..count].CopyTo(_reports.AsSpan(_count));
        _count += count;
        return reports[count..];
    }

    internal void Format()
    {
        foreach (ref readonly ConnectionReport report in _reports.AsSpan(0, _count))
            Rows.Add(in report);
        _count = 0;
    }

    public void Dispose() => Rows.Dispose();
}
