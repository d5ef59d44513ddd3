using TeardownTrace.Capture.Formats;
using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture;

/// <summary>Packets of one capture: a file, or the pieces of a rotated capture one after the other.</summary>
internal sealed class FileSource : IPacketSource
{
    private readonly CaptureInputs _inputs;
    private readonly CancellationToken _interruption;
    private readonly List<CaptureProblem> _problems = [];
    private readonly InterfaceTable _interfaces = new();
    private readonly long? _bytesTotal;
    private PacketReader? _reader;
    private long _bytesOfEarlierFiles;
    private long _packetsLeft;
    private int _fileIndex = -1;

    /// <summary>Opens the first file that can be read.</summary>
    /// <param name="files">At least one, in the order they are read.</param>
    /// <param name="options">How much to read.</param>
    /// <param name="tuning">Sizes of windows and buffers.</param>
    /// <exception cref="CaptureException">None of the files can be read; what is wrong with the first.</exception>
    public FileSource(IReadOnlyList<string> files, CaptureFileOptions options, InputTuning tuning)
    {
        Files = files;
        _inputs = new CaptureInputs(tuning, options.Interruption);
        _interruption = options.Interruption;
        _packetsLeft = options.MaxPackets;
        if (OpenNext() is { } failure)
            throw failure;
        _bytesTotal = files.Count == 1 ? _reader?.Input.Progress.BytesTotal : TotalBytes(files);
    }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<CaptureInterface> Interfaces => _interfaces.All;

    public IReadOnlyList<CaptureProblem> Problems => _problems;

    public CaptureProgress Progress =>
        new(Volatile.Read(ref _bytesOfEarlierFiles) + (_reader?.Input.Progress.BytesRead ?? 0), _bytesTotal);

    public bool TryRead(PacketBatch batch)
    {
        batch.Clear();
        while (_reader is { } reader && _packetsLeft > 0)
        {
            if (reader.TryRead(batch, (int)Math.Min(_packetsLeft, batch.Slots.Length)))
            {
                batch.FileIndex = _fileIndex;
                _packetsLeft -= batch.Count;
                return true;
            }

            NextFile(reader);
        }

        return false;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }

    /// <returns>Null where waiting for it was interrupted.</returns>
    private PacketReader? OpenReader(string file)
    {
        try
        {
            return CaptureFormat.Open(_inputs.Open(file), _interfaces, _problems);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static long? TotalBytes(IReadOnlyList<string> files)
    {
        long total = 0;
        foreach (string file in files)
        {
            // A pipe has no length, and the length of a link is that of its text.
            if (!FileIdentity.IsFile(file))
                return null;
            var info = new FileInfo(file);
            total += (info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info).Length;
        }

        return total;
    }

    private void NextFile(PacketReader finished)
    {
        Volatile.Write(ref _bytesOfEarlierFiles, _bytesOfEarlierFiles + finished.Input.Progress.BytesRead);
        _reader = null;
        finished.Dispose();
        OpenNext();
    }

    /// <summary>Opens the next file that can be read: the loss of one piece is damage, not the end of the others.</summary>
    /// <returns>What is wrong with the first of those left where none can be read.</returns>
    private CaptureException? OpenNext()
    {
        CaptureException? failure = null;
        while (_reader is null && !_interruption.IsCancellationRequested && ++_fileIndex < Files.Count)
        {
            try
            {
                _reader = OpenReader(Files[_fileIndex]);
            }
            catch (CaptureException exception)
            {
                failure ??= exception;
                _problems.Add(new CaptureProblem(Files[_fileIndex], Offset: null, Frame: 0, exception.Reason));
            }
        }

        return _reader is null ? failure : null;
    }
}
