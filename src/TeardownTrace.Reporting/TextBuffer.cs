using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>A UTF-8 text being put together, reused from row to row so that formatting allocates nothing.</summary>
internal sealed class TextBuffer
{
    private const int InitialCapacity = 1024;

    /// <summary>A UTF-16 unit becomes three bytes at most; a pair of them becomes four.</summary>
    private const int MostBytesOfChar = 3;

    private readonly AddressTexts _addresses = new();
    private byte[] _bytes = new byte[InitialCapacity];

    /// <summary>How frames are named.</summary>
    internal FrameNames Frames { get; } = new();

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Forgets what stands behind so many bytes.</summary>
    internal void Truncate(int length) => Length = length;

    internal void Append(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    // Inlined, so that copying a piece of known length needs no call: 200 ns less a row of the connection table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Length += utf8.Length;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        Span<byte> room = Room(text.Length * MostBytesOfChar);
        if (Ascii.FromUtf16(text, room, out int written) != OperationStatus.Done)
            written = Encoding.UTF8.GetBytes(text, room);
        Length += written;
    }

    internal void Append(long value) => Length += DecimalText.Write(value, Room(DecimalText.Longest));

    internal void Append(HostAddress address) => Append(TextOf(address));

    /// <summary>The text of an address; valid until another two are asked for.</summary>
    internal ReadOnlySpan<byte> TextOf(HostAddress address) => _addresses.Of(address);

    internal void Append<T>(T value)
        where T : struct, IUtf8SpanFormattable
    {
        const int LongestValue = 64;
        int written;
        while (!value.TryFormat(Room(LongestValue), out written, default, CultureInfo.InvariantCulture))
            Grow(_bytes.Length * 2);
        Length += written;
    }

    /// <summary>Appends a frame, such as "frame 3", or "frame 3 of b.pcap".</summary>
    internal void Append(FrameNumber frame)
    {
        Append("frame "u8);
        Append(frame.Number);
        if (Frames.FileOf(frame) is string file)
        {
            Append(" of "u8);
            Append(file.AsSpan());
        }
    }

    /// <summary>Appends an interpolated text piece by piece, without making a string of it.</summary>
    internal void Append([InterpolatedStringHandlerArgument("")] TextBufferAppender text) =>
        Debug.Assert(ReferenceEquals(text.Buffer, this), "the pieces went into this buffer as they were made");

    internal void Advance(int written) => Length += written;

    /// <summary>Room for at least so many bytes, to be filled and counted by <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
            Grow(Math.Max(_bytes.Length * 2, Length + length));
        return _bytes.AsSpan(Length);
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void Grow(int capacity) => Array.Resize(ref _bytes, capacity);
}
