using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>
/// A UTF-8 text being put together, reused from row to row so that formatting allocates nothing.
/// Frames of another file than the connection's first say which file: "frame 3 of b.pcap".
/// </summary>
internal sealed class TextBuffer
{
    private const int InitialCapacity = 1024;

    private byte[] _bytes = new byte[InitialCapacity];

    /// <summary>The files of the capture that frames are numbered in.</summary>
    internal IReadOnlyList<string> Files { get; set; } = [];

    /// <summary>The file whose frames need no name.</summary>
    internal int OwnFile { get; set; }

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Append(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    internal void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Length += utf8.Length;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        Span<byte> room = Room(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, room);
    }

    internal void Append<T>(T value)
        where T : struct, IUtf8SpanFormattable
    {
        const int LongestValue = 64;
        int written;
        while (!value.TryFormat(Room(LongestValue), out written, default, provider: null))
            Grow(_bytes.Length * 2);
        Length += written;
    }

    internal void Append(FrameNumber frame)
    {
        Append("frame "u8);
        Append(frame.Number);
        if (frame.FileIndex != OwnFile && (uint)frame.FileIndex < (uint)Files.Count)
        {
            Append(" of "u8);
            Append(Path.GetFileName(Files[frame.FileIndex].AsSpan()));
        }
    }

    /// <summary>Appends an interpolated text piece by piece, without making a string of it.</summary>
    internal void Append([InterpolatedStringHandlerArgument("")] TextBufferAppender text) =>
        Debug.Assert(ReferenceEquals(text.Buffer, this), "the pieces went into this buffer as they were made");

    internal void Advance(int written) => Length += written;

    internal Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
            Grow(Math.Max(_bytes.Length * 2, Length + length));
        return _bytes.AsSpan(Length);
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void Grow(int capacity) => Array.Resize(ref _bytes, capacity);
}
