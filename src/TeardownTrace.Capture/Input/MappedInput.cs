using System.IO.MemoryMappedFiles;

namespace TeardownTrace.Capture.Input;

/// <summary>
/// A file read through mapped windows, one at a time: what was read is unmapped as soon as no batch points into it, so resident
/// memory does not grow with the file. A record that straddles two windows is whole in the second, which begins at the record.
/// </summary>
/// <remarks>
/// The size is what it was at opening: bytes appended later are not read. A file that another process truncates while it is
/// mapped makes the operating system raise SIGBUS, which ends this process: no reader that maps can prevent it.
/// </remarks>
internal sealed class MappedInput : CaptureInput
{
    private readonly MemoryMappedFile _file;
    private readonly long _length;
    private readonly int _windowBytes;
    private MappedWindow? _window;
    private long _consumed;

    /// <summary>Maps a file.</summary>
    /// <param name="file">Not empty; owned by the input from now on.</param>
    /// <param name="tuning">The size of a window.</param>
    public MappedInput(FileStream file, InputTuning tuning)
    {
        _length = file.Length;
        _windowBytes = tuning.WindowBytes;
        _file = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
    }

    public override CaptureProgress Progress => new(Math.Min(Volatile.Read(ref _consumed), _length), _length);

    public override ByteWindow Require(long offset, int needed)
    {
        Volatile.Write(ref _consumed, offset);
        MappedWindow? window = _window;
        if (window is not null && (offset + needed <= window.End || window.End == _length))
            return window;
        // Where the input ends exactly at the offset there is nothing to map: the old window, which ends there, says so.
        long length = Math.Min(Math.Max(_windowBytes, needed), _length - offset);
        window?.Release();
        _window = null;
        _window = new MappedWindow(_file, offset, length);
        return _window;
    }

    public override ByteWindow? JumpToEnd(int longest)
    {
        int length = (int)Math.Min(longest, _length);
        return Require(_length - length, length);
    }

    public override void Dispose()
    {
        _window?.Release();
        _window = null;
        _file.Dispose();
    }
}
