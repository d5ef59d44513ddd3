using Microsoft.Win32.SafeHandles;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// A place for whole records that are written for weeks: bytes of whole records in, files out, each with its own preamble.
/// <para>Design: records wait in memory and go to the file many at a time by one write, at the latest with the next <see cref="Flush"/>. A file
/// is begun with its final name, which tells its time, and never renamed; a new one begins with the first record after a limit was
/// reached, so that quiet hours make no files. When the disk is full (or gone), what a write left unfinished is cut off, records wait as far
/// as they have room, for one file whatever its limits, and are lost and counted beyond it; writing is tried again every second. A file that
/// somebody takes away or empties meanwhile, as logrotate does, is begun anew: into one without a name, records would go unseen.</para>
/// <para>A killed run leaves every finished file whole. The one being written can end in a part of a record, because the system stops a
/// write at any page boundary when it kills: the next run on the same path cuts it off. Files of a run that is still alive are left alone.</para>
/// <para>Time is the caller's clock, in Unix time: the system's for a live interface, also while nothing comes. One thread at a time, counters apart.</para>
/// </summary>
internal sealed class RotatingFile : IDisposable
{
    private const int WriteBytes = 256 * 1024;
    private const int MostWaitingBytes = 4 * 1024 * 1024;

    private readonly string _name;
    private readonly FileLayout _layout;
    private readonly RotationOptions _options;
    private readonly RotatedSeries? _series;
    private readonly Notices _notices = new();
    private readonly bool _isNew;
    private readonly IReadOnlyList<string> _left = [];
    private FileFinisher? _finisher;
    private byte[] _waiting = new byte[WriteBytes * 2];
    private int _waitingBytes;
    private long _waitingRecords;
    private SafeFileHandle? _file;
    private FileIdentity? _identity;
    private Timestamp _begun;
    private long _length;
    private long _records;
    private long _lost;
    private Timestamp? _failed;

    /// <summary>
    /// Opens the first file, so that a mistake is told at once, and mends what a killed run left. What else was there before stays as it was until
    /// <see cref="Begin"/>.
    /// </summary>
    /// <param name="path">The file's name; where files rotate, the time comes before its extension.</param>
    /// <param name="layout">What each file begins with.</param>
    /// <param name="options">When and how files rotate.</param>
    /// <param name="now">The time it is.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public RotatingFile(string path, FileLayout layout, RotationOptions options, Timestamp now)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        RotationOptions.Check(options);
        _name = path;
        _layout = layout;
        _options = options;
        if (options.IsRotating)
        {
            _series = new RotatedSeries(path);
            _left = new Leftovers(_series, layout, _notices).Mend();
        }

        _begun = now;
        _isNew = options.IsRotating || !File.Exists(path);
        Open();
    }

    /// <summary>The file being written, or the last one where none is.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Records that no file took, because none could be written when they came. Readable on any thread.</summary>
    public long LostRecords => Interlocked.Read(ref _lost);

    /// <summary>To be called once, before the first record: a file that does not rotate loses what it held before, those that do are compressed and deleted from now on.</summary>
    /// <exception cref="IOException">The file cannot be emptied.</exception>
    public void Begin()
    {
        if (_series is null)
        {
            RandomAccess.SetLength(_file!, 0);
            RandomAccess.Write(_file!, _layout.Preamble.Span, 0);
        }
        else if (_options.Keep is not null || _options.Gzip)
        {
            _finisher = new FileFinisher(_series, _options, _notices);
            foreach (string plain in _left)
                _finisher.Finish(plain);
            _finisher.Begin(Path);
        }
    }

    /// <summary>Ends before the first record, and leaves no file that was not there before.</summary>
    public void Withdraw()
    {
        Dispose();
        if (_isNew)
            File.Delete(Path);
    }

    /// <summary>Takes one whole record.</summary>
    /// <param name="record">Its bytes, copied.</param>
    /// <param name="now">The time it is.</param>
    public void Append(ReadOnlySpan<byte> record, Timestamp now)
    {
        if (IsDue(record.Length, now) && TryWrite(now))
            Finish();
        if (_failed is not null && _waitingBytes + record.Length > MostWaitingBytes && !TryWrite(now))
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        if (_records + _waitingRecords == 0)
            _begun = now;
        if (_waiting.Length - _waitingBytes < record.Length)
            Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _waitingBytes + record.Length));
        record.CopyTo(_waiting.AsSpan(_waitingBytes));
        _waitingBytes += record.Length;
        _waitingRecords++;
        if (_waitingBytes >= WriteBytes)
            TryWrite(now);
    }

    /// <summary>Writes what waits, ends a file whose time is over, and tries again where writing failed. To be called every second, records or none.</summary>
    /// <param name="now">The time it is.</param>
    public void Flush(Timestamp now)
    {
        if (TryWrite(now) && IsOver(now))
            Finish();
    }

    /// <summary>Takes a line for the operator: that writing failed, that it goes on, that a file could not be compressed. Once each.</summary>
    public bool TryTakeNotice([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? notice) => _notices.TryTake(out notice);

    /// <summary>Writes what waits, and waits until finished files are compressed. What cannot be written is lost and counted.</summary>
    public void Dispose()
    {
        if (_waitingRecords > 0 && !TryWriteNow(_begun))
        {
            Interlocked.Add(ref _lost, _waitingRecords);
            _waitingBytes = 0;
            _waitingRecords = 0;
        }

        if (_file is not null)
            Finish();
        _finisher?.Dispose();
    }

    private bool IsDue(int recordLength, Timestamp now) =>
        _records + _waitingRecords > 0
        && (_records + _waitingRecords >= _options.Records || _length + _waitingBytes + recordLength > _options.SizeBytes || IsOver(now));

    /// <summary>Whether the file's span of time is over. A clock that is set back a little ends none; one that is set back by more than a span does.</summary>
    private bool IsOver(Timestamp now)
    {
        if (_options.EveryNs is not long every || _records + _waitingRecords == 0)
            return false;
        long spans = SpanOf(now, every) - SpanOf(_begun, every);
        return spans is > 0 or < -1;
    }

    private static long SpanOf(Timestamp time, long every) =>
        (time.Nanoseconds / every) - (time.Nanoseconds % every < 0 ? 1 : 0);

    private void Finish()
    {
        _file?.Dispose();
        _file = null;
        _records = 0;
        _length = _layout.Preamble.Length;
        _finisher?.Finish(Path);
    }

    private bool TryWrite(Timestamp now)
    {
        if (_waitingRecords == 0)
            return true;
        bool isTooSoon = _failed is Timestamp failed && Int128.Abs((Int128)now.Nanoseconds - failed.Nanoseconds) < Timestamp.NanosecondsPerSecond;
        return !isTooSoon && TryWriteNow(now);
    }

    private bool TryWriteNow(Timestamp now)
    {
        try
        {
            if (_file is not null && IsTakenAway(_file))
            {
                Finish();
                _begun = now;
            }

            if (_file is null)
            {
                Open();
                GoOn(_file!);
            }

            RandomAccess.Write(_file!, _waiting.AsSpan(0, _waitingBytes), _length);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            CutOff();
            if (_failed is null)
                _notices.Add($"{Path}: {StreamFailure.ReasonOf(e)}; tried again every second, and what memory cannot hold until then is lost");
            _failed = now;
            return false;
        }

        _length += _waitingBytes;
        _records += _waitingRecords;
        _waitingBytes = 0;
        _waitingRecords = 0;
        if (_failed is not null)
            _notices.Add($"{Path}: written again; {LostRecords} records were lost so far");
        _failed = null;
        return true;
    }

    /// <summary>Opens the file that begins now: one of a series with its preamble, or else none is left behind.</summary>
    private void Open()
    {
        Path = _series?.NextPath(_begun) ?? _name;
        FileMode mode = _series is null ? FileMode.OpenOrCreate : FileMode.CreateNew;
        SafeFileHandle file = File.OpenHandle(Path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete);
        try
        {
            if (_series is not null)
                RandomAccess.Write(file, _layout.Preamble.Span, 0);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            file.Dispose();
            File.Delete(Path);
            throw;
        }

        _series?.Use();
        _file = file;
        _identity = FileIdentity.Of(Path);
        _length = _layout.Preamble.Length;
        _finisher?.Begin(Path);
    }

    /// <summary>Whether its name stands for another file by now, or for none, or it is shorter than what was written. A pipe is neither.</summary>
    private bool IsTakenAway(SafeFileHandle file) =>
        _identity is FileIdentity identity && (FileIdentity.Of(Path) != identity || RandomAccess.GetLength(file) < _length);

    /// <summary>Under its one name there may be a file already, put there with what was taken away: what it holds stays.</summary>
    private void GoOn(SafeFileHandle file)
    {
        if (_series is not null || _identity is null)
            return;
        _length = RandomAccess.GetLength(file);
        if (_length > 0)
            return;
        RandomAccess.Write(file, _layout.Preamble.Span, 0);
        _length = _layout.Preamble.Length;
    }

    /// <summary>Takes back what an unsuccessful write has written. Where that fails too, the next successful write covers it.</summary>
    private void CutOff()
    {
        try
        {
            if (_file is not null)
                RandomAccess.SetLength(_file, _length);
        }
        catch (Exception e) when (StreamFailure.Is(e) || e is NotSupportedException)
        {
            // A pipe, or a disk that is gone: there is nothing to take back.
        }
    }
}
