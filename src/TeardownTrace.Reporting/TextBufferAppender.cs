using System.Runtime.CompilerServices;
using System.Text;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>Takes the pieces of an interpolated text straight into a <see cref="TextBuffer"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct TextBufferAppender
{
    private static readonly byte[][] PartyTokens = [.. Vocabulary.Parties.Select(party => Encoding.UTF8.GetBytes(party.Token))];

    public TextBufferAppender(int literalLength, int formattedCount, TextBuffer buffer)
    {
        _ = literalLength;
        _ = formattedCount;
        Buffer = buffer;
    }

    internal TextBuffer Buffer { get; }

    public void AppendLiteral(string literal) => Buffer.Append(literal.AsSpan());

    public void AppendFormatted(string text) => Buffer.Append(text.AsSpan());

    public void AppendFormatted(ReadOnlySpan<byte> utf8) => Buffer.Append(utf8);

    public void AppendFormatted(FrameNumber frame) => Buffer.Append(frame);

    public void AppendFormatted(Party side) => Buffer.Append(PartyTokens[(int)side]);

    public void AppendFormatted(HostAddress address) => Buffer.Append(address);

    public void AppendFormatted(TimeSpan duration) => DurationText.Append(Buffer, duration);

    public void AppendFormatted<T>(T value)
        where T : struct, IUtf8SpanFormattable => Buffer.Append(value);
}
