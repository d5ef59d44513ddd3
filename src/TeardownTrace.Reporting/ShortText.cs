using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TeardownTrace.Reporting;

/// <summary>A short piece of UTF-8, ready to be stored whole whatever its length: one instruction where a copy of unknown length is a call.</summary>
internal readonly struct ShortText
{
    private readonly Vector256<byte> _bytes;
    private readonly int _length;

    internal ShortText(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, Room, nameof(text));
        Span<byte> bytes = stackalloc byte[Room];
        text.CopyTo(bytes);
        _bytes = MemoryMarshal.Read<Vector256<byte>>(bytes);
        _length = text.Length;
    }

    /// <summary>Bytes that every such text has room in.</summary>
    internal static int Room => Vector256<byte>.Count;

    /// <summary>Writes it; <see cref="Room"/> bytes are overwritten.</summary>
    /// <returns>Bytes of the text.</returns>
    internal int Write(Span<byte> room)
    {
        MemoryMarshal.Write(room, in _bytes);
        return _length;
    }
}
