using System.Collections.Immutable;
using System.Globalization;

namespace TeardownTrace.Capture.Live;

/// <summary>
/// The times in which the interface was down or gone. All are counted, and the latest are told: a capture of weeks on a line that
/// comes and goes keeps a short list.
/// </summary>
internal sealed class LiveOutages
{
    private const int Told = 16;

    private readonly TimeProvider _time;
    private readonly string _interface;
    private DateTimeOffset _began;
    private long _beganAt;
    private string _reason = string.Empty;
    private long _frame;
    private long _count;
    private volatile bool _isOngoing;
    private ImmutableArray<CaptureProblem> _problems = [];

    public LiveOutages(string name, TimeProvider time)
    {
        _interface = name;
        _time = time;
    }

    /// <summary>The latest outages, each one problem that says when it began and how long it was. A snapshot, for any thread.</summary>
    public IReadOnlyList<CaptureProblem> Problems => _problems;

    /// <summary>Whether the interface is away. For any thread.</summary>
    public bool IsOngoing => _isOngoing;

    /// <summary>How many there were. For any thread.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The interface went away.</summary>
    /// <param name="reason">What happened, in a few words.</param>
    /// <param name="frame">The last frame that was read.</param>
    public void Begin(string reason, long frame)
    {
        if (_isOngoing)
            return;
        Interlocked.Increment(ref _count);
        _began = _time.GetUtcNow();
        _beganAt = _time.GetTimestamp();
        _reason = reason;
        _frame = frame;
        if (_problems.Length == Told)
            _problems = _problems.RemoveAt(0);
        _problems = _problems.Add(Problem("waiting for it to come back"));
        _isOngoing = true;
    }

    /// <summary>The interface cannot be opened for another reason than at first.</summary>
    public void Continue(string reason)
    {
        if (!_isOngoing || reason == _reason)
            return;
        _reason = reason;
        _problems = _problems.SetItem(_problems.Length - 1, Problem("trying again every second"));
    }

    /// <summary>The interface is back.</summary>
    public void End()
    {
        if (!_isOngoing)
            return;
        double seconds = _time.GetElapsedTime(_beganAt).TotalSeconds;
        string after = string.Create(CultureInfo.InvariantCulture, $"back after {seconds:0.0} s; what passed meanwhile was not seen");
        _problems = _problems.SetItem(_problems.Length - 1, Problem(after));
        _isOngoing = false;
    }

    private CaptureProblem Problem(string outcome) =>
        new(_interface, Offset: null, _frame, string.Create(CultureInfo.InvariantCulture, $"{_began:yyyy-MM-ddTHH:mm:ssZ}: {_reason}; {outcome}"));
}
