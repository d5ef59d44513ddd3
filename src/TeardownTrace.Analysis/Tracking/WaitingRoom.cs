using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Ended connections that wait until every earlier one has ended too. Design: a slab in memory up to a bound, and behind it a temporary file
/// of records of the same size, so that one connection that lives through a long capture does not keep all later rows in memory.
/// </summary>
/// <param name="inMemory">Connections kept in memory at most.</param>
internal sealed class WaitingRoom(int inMemory) : IDisposable
{
    private readonly Slab<FinishedConnection> _slab = new();
    private readonly List<int> _freeRecords = [];
    private SafeFileHandle? _file;
    private int _records;

    /// <summary>Lets a connection in.</summary>
    /// <returns>Its ticket: not negative.</returns>
    public int Enter(in FinishedConnection connection)
    {
        if (_slab.Count < inMemory)
        {
            int index = _slab.Take();
            _slab[index] = connection;
            return index << 1;
        }

        int record = NextRecord();
        RandomAccess.Write(File(), MemoryMarshal.AsBytes(new ReadOnlySpan<FinishedConnection>(in connection)), Offset(record));
        return (record << 1) | 1;
    }

    /// <summary>Lets a connection out.</summary>
    public void Leave(int ticket, out FinishedConnection connection)
    {
        if ((ticket & 1) == 0)
        {
            connection = _slab[ticket >> 1];
            _slab.Give(ticket >> 1);
            return;
        }

        connection = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<FinishedConnection>(ref connection));
        for (int read = 0; read < bytes.Length;)
            read += RandomAccess.Read(File(), bytes[read..], Offset(ticket >> 1) + read);
        _freeRecords.Add(ticket >> 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static long Offset(int record) => (long)record * Unsafe.SizeOf<FinishedConnection>();

    private int NextRecord()
    {
        if (_freeRecords.Count == 0)
            return _records++;
        int record = _freeRecords[^1];
        _freeRecords.RemoveAt(_freeRecords.Count - 1);
        return record;
    }

    private SafeFileHandle File() => _file ??= System.IO.File.OpenHandle(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        FileOptions.DeleteOnClose);
}
