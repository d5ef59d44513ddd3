using System.Runtime.CompilerServices;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>
/// Puts a text of known bounds together in room that suffices, with its place in a register: a <see cref="TextBuffer"/> looks for room, and loads and
/// stores its length, for every piece.
/// </summary>
internal ref struct TextCursor(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_room[Length..]);
        Length += utf8.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(in ShortText text) => Length += text.Write(_room[Length..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(long value) => Length += DecimalText.Write(value, _room[Length..]);

    internal void AppendEpoch(Timestamp time) => Length += TimeText.WriteEpoch(_room[Length..], time);
}
