using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Reporting;

/// <summary>A short piece of UTF-8, ready to be stored whole whatever its length: one instruction where a copy of unknown length is a call.</summary>
internal readonly struct ShortText
{
    /// <summary>Bytes that every such text has room in.</summary>
    internal const int Room = 32;

    private readonly Bytes _bytes;
    private readonly int _length;

    internal ShortText(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, Room, nameof(text));
        text.CopyTo(_bytes);
        _length = text.Length;
    }

    /// <summary>Writes it; <see cref="Room"/> bytes are overwritten.</summary>
    /// <returns>Bytes of the text.</returns>
    internal int Write(Span<byte> room)
    {
        MemoryMarshal.Write(room, in _bytes);
        return _length;
    }

    [InlineArray(Room)]
    private struct Bytes
    {
        private byte _first;
    }
}
