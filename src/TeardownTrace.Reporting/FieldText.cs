using System.Numerics;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Values of the connection table as UTF-8 text. Null is empty.</summary>
internal sealed class FieldText
{
    /// <summary>Bytes that every short value has room in: an instant, a number with decimals, an address of 45, a history of 24.</summary>
    internal const int Longest = 64;

    private readonly SecondTexts _seconds = new();

    /// <summary>Room to put a text together.</summary>
    internal TextBuffer Text { get; } = new();

    internal static int WriteTruth(Span<byte> room, bool? value)
    {
        if (value is not bool known)
            return 0;
        ReadOnlySpan<byte> word = known ? "true"u8 : "false"u8;
        word.CopyTo(room);
        return word.Length;
    }

    internal static int WriteSeconds(Span<byte> room, long? nanoseconds, bool hasNanoseconds) =>
        nanoseconds is long known ? TimeText.WriteSeconds(room, known, hasNanoseconds) : 0;

    internal int Write(Span<byte> room, HostAddress address)
    {
        ReadOnlySpan<byte> text = Text.TextOf(address);
        text.CopyTo(room);
        return text.Length;
    }

    internal int Write(Span<byte> room, Timestamp? time, bool hasNanoseconds) =>
        time is Timestamp known ? _seconds.Write(room, known, hasNanoseconds) : 0;

    /// <summary>Appends all words that hold, joined by ';'; nothing where none does.</summary>
    internal static void AppendWords(TextBuffer text, uint words, IReadOnlyList<Term> terms)
    {
        for (uint rest = words; rest != 0; rest &= rest - 1)
        {
            if (rest != words)
                text.Append((byte)';');
            text.Append(terms[BitOperations.TrailingZeroCount(rest)].Token.AsSpan());
        }
    }
}
