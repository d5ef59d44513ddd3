using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Capture.Input;

/// <summary>
/// An ordinary file, read a window at a time into buffers that go round. A record that straddles two windows is whole in the second, which
/// begins at the record. Reading copies, and is still faster than mapping: no page is entered into and taken out of a page table, and what was
/// just copied is in the cache when it is looked at.
/// </summary>
/// <remarks>The size is what it was at opening: bytes appended later are not read.</remarks>
internal sealed class FileInput : CaptureInput
{
    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private readonly StreamBlockPool _pool;
    private readonly int _windowBytes;
    private long _length;
    private StreamBlock? _window;

    /// <summary>Makes the input.</summary>
    /// <param name="file">Owned by the input from now on.</param>
    /// <param name="tuning">The size of a window.</param>
    public FileInput(FileStream file, InputTuning tuning)
    {
        _file = file;
        _handle = file.SafeFileHandle;
        _length = file.Length;
        _windowBytes = (int)Math.Min(tuning.WindowBytes, _length);
        _pool = new StreamBlockPool(headroom: 0, _windowBytes);
    }

    public override CaptureProgress Progress
    {
        get
        {
            long length = Volatile.Read(ref _length);
            return new CaptureProgress(Math.Min(Consumed, length), length);
        }
    }

    public override ByteWindow Require(long offset, int needed)
    {
        Consume(offset);
        StreamBlock? window = _window;
        if (window is not null && (offset + needed <= window.End || window.End == _length))
            return window;
        // Where the input ends exactly at the offset there is nothing to read: the old window, which ends there, says so.
        window?.Release();
        _window = null;
        _window = Read(offset, (int)Math.Min(Math.Max(_windowBytes, needed), _length - offset));
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

    private StreamBlock Read(long offset, int length)
    {
        StreamBlock block = length <= _windowBytes ? _pool.Rent() : _pool.RentOversize(headroom: 0, length);
        try
        {
            while (block.Filled < length)
            {
                int count = RandomAccess.Read(_handle, block.Rest[..(length - block.Filled)], offset + block.Filled);
                if (count == 0)
                {
                    EndAt(offset + block.Filled, "another program cut the file short while it was read");
                    break;
                }

                block.Add(count);
            }
        }
        catch (Exception exception) when (StreamFailure.Is(exception))
        {
            EndAt(offset + block.Filled, "reading failed: " + StreamFailure.ReasonOf(exception));
        }

        block.Begin(offset, []);
        return block;
    }

    private void EndAt(long end, string failure)
    {
        Volatile.Write(ref _length, end);
        Failure = failure;
    }
}
