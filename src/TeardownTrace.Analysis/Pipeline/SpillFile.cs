using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// Records that wait on disk, by number. Design: a temporary file of blocks of records; records are added to the last block in memory, which
/// is written when it is full; what is read comes by whole blocks, which are kept until all of their records have been taken, as long as there are
/// not too many: whoever adds in runs, each in the order of taking, reads every block once. A block of which all was taken is written over.
/// </summary>
internal sealed class SpillFile<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Whole pages: the system need not read or clear the rest of one.</summary>
    private const int BlockBytes = 8 * 1024;

    /// <summary>Connections that begin together end up to minutes apart: so many runs are taken from at a time.</summary>
    private const int BlocksKept = 32;

    private static readonly int RecordsOfBlock = BlockBytes / Unsafe.SizeOf<T>();

    private readonly byte[] _last = new byte[BlockBytes];
    private readonly int[] _keptPlusOne = new int[BlocksKept];
    private readonly byte[]?[] _kept = new byte[]?[BlocksKept];
    private readonly List<int> _taken = [];
    private readonly Stack<int> _free = new();
    private FileStream? _file;

    /// <summary>The stream's, which would seek each time it is asked for it.</summary>
    private SafeFileHandle? _handle;

    private int _lastNumber;
    private int _lastCount;
    private int _nextKept;

    /// <summary>Makes an empty one; the file comes with the first full block.</summary>
    public SpillFile() => _taken.Add(0);

    /// <summary>Adds a record.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Where the caller puts it, before the next call.</returns>
    /// <exception cref="IOException">The temporary file cannot be made or written; what was added before can still be taken.</exception>
    public ref T Add(out int number)
    {
        if (_lastCount == RecordsOfBlock)
            WriteLast();
        number = (_lastNumber * RecordsOfBlock) + _lastCount;
        return ref Records(_last)[_lastCount++];
    }

    /// <summary>Takes a record out; its number may mean another one from now on.</summary>
    /// <returns>The record; valid until the next call.</returns>
    /// <exception cref="IOException">The temporary file cannot be read.</exception>
    public ref readonly T Take(int number)
    {
        int block = number / RecordsOfBlock;
        ref readonly T record = ref Records(block == _lastNumber ? _last : Read(block))[number % RecordsOfBlock];
        if (++_taken[block] == RecordsOfBlock)
            Free(block);
        return ref record;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static Span<T> Records(byte[] block) => MemoryMarshal.Cast<byte, T>(block.AsSpan());

    private static long Offset(int block) => (long)block * BlockBytes;

    private void WriteLast()
    {
        try
        {
            _handle ??= (_file = Create()).SafeFileHandle;
            RandomAccess.Write(_handle, _last, Offset(_lastNumber));
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            throw new IOException($"cannot hold the rows that wait for an earlier connection: {StreamFailure.ReasonOf(e)}; choose another temporary folder (TMPDIR)", e);
        }

        _lastCount = 0;
        if (_free.TryPop(out _lastNumber))
            return;
        _lastNumber = _taken.Count;
        _taken.Add(0);
    }

    /// <summary>
    /// Creates it for this user only: the folder is often everybody's, and who spoke with whom is not. It has no name once it is open: of a run that is
    /// killed, too, nothing stays.
    /// </summary>
    private static FileStream Create()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
            options.Options = FileOptions.DeleteOnClose;
        else
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    private byte[] Read(int block)
    {
        int at = Array.IndexOf(_keptPlusOne, block + 1);
        if (at >= 0)
            return _kept[at]!;

        // The place of one of which all was taken, or of the one read longest ago.
        at = Array.IndexOf(_keptPlusOne, 0);
        if (at < 0)
            at = _nextKept++ % BlocksKept;
        byte[] bytes = _kept[at] ??= new byte[BlockBytes];
        _keptPlusOne[at] = block + 1;
        for (int read = 0; read < BlockBytes;)
        {
            int more = RandomAccess.Read(_handle!, bytes.AsSpan(read), Offset(block) + read);
            if (more == 0)
                throw new EndOfStreamException("The temporary file of waiting connections was cut.");
            read += more;
        }

        return bytes;
    }

    /// <summary>Lets a block be used again, and forgets what was read of it.</summary>
    private void Free(int block)
    {
        _taken[block] = 0;
        _free.Push(block);
        int at = Array.IndexOf(_keptPlusOne, block + 1);
        if (at >= 0)
            _keptPlusOne[at] = 0;
    }
}
