namespace TeardownTrace.Reporting.Output;

/// <summary>What the caller should tell an operator, a line each, until it is taken. Any thread may add one; the oldest give way when nobody takes them.</summary>
internal sealed class Notices
{
    private const int Most = 100;

    private readonly Queue<string> _lines = [];

    internal void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count == Most)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    internal bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? line)
    {
        lock (_lines)
            return _lines.TryDequeue(out line);
    }
}
