using System.Collections.Concurrent;
using System.IO.Compression;
using TeardownTrace.Capture;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// Compresses finished files and deletes the oldest, on a thread of its own at low priority. A compressed file appears whole, by renaming;
/// the plain one goes afterwards, so that at any instant one of the two is complete.
/// </summary>
internal sealed class FileFinisher : IDisposable
{
    private readonly RotatedSeries _series;
    private readonly RotationOptions _options;
    private readonly Notices _notices;
    private readonly BlockingCollection<string?> _finished = [];
    private readonly List<string> _plain = [];
    private readonly Thread _thread;
    private volatile string? _current;
    private bool _isToldOfPruning;
    private bool _isDisposed;

    internal FileFinisher(RotatedSeries series, RotationOptions options, Notices notices)
    {
        _series = series;
        _options = options;
        _notices = notices;
        _thread = new Thread(Work) { IsBackground = true, Name = "files" };
        _thread.Start();
    }

    /// <summary>A file was begun: it is never deleted while it is written.</summary>
    internal void Begin(string path)
    {
        _current = path;
        _finished.Add(null);
    }

    /// <summary>A file will not change any more.</summary>
    internal void Finish(string path)
    {
        if (_current == path)
            _current = null;
        _finished.Add(path);
    }

    /// <summary>Waits until every finished file is compressed.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _finished.CompleteAdding();
        _thread.Join();
        _finished.Dispose();
    }

    private void Work()
    {
        LowPriority.Enter();
        foreach (string? path in _finished.GetConsumingEnumerable())
        {
            if (path is not null && _options.Gzip)
                _plain.Add(path);

            // What failed before, for want of room say, is tried again with every file.
            _plain.RemoveAll(IsCompressed);
            if (_options.Keep is int keep)
                Prune(keep);
        }
    }

    private bool IsCompressed(string path)
    {
        string unfinished = RotatedSeries.UnfinishedNameOf(path);
        try
        {
            using (FileStream plain = File.OpenRead(path))
            using (FileStream compressed = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.Read))
            {
                using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
                    plain.CopyTo(gzip);

                // The plain file is deleted next; a power cut must not find the disk without either.
                compressed.Flush(flushToDisk: true);
            }

            File.Move(unfinished, RotatedSeries.CompressedNameOf(path), overwrite: true);
            File.Delete(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Somebody took it, or it was the oldest.
            return true;
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            _notices.Add($"{path}: cannot be compressed and stays as it is: {StreamFailure.ReasonOf(e)}");
            Delete(unfinished);
            return false;
        }
    }

    private void Prune(int keep)
    {
        string? current = _current;
        try
        {
            foreach (string path in _series.Oldest(current is null ? keep : keep - 1, current))
                Delete(path);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            TellOfPruning(StreamFailure.ReasonOf(e));
        }
    }

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            TellOfPruning(StreamFailure.ReasonOf(e));
        }
    }

    /// <summary>Once: it would be the same with every file.</summary>
    private void TellOfPruning(string reason)
    {
        if (!_isToldOfPruning)
            _notices.Add($"old files cannot be deleted: {reason}");
        _isToldOfPruning = true;
    }
}
