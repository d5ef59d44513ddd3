using System.Numerics;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Takes the values of one row in column order; each output format writes them its own way.</summary>
internal abstract class FieldWriter
{
    /// <summary>Room to put a value's text together; what it holds is gone with the next value.</summary>
    protected internal TextBuffer Text { get; } = new();

    internal abstract void WriteNull();

    internal abstract void Write(long value);

    internal abstract void Write(bool value);

    internal abstract void Write(string text);

    /// <summary>Writes a text that stands in UTF-8.</summary>
    internal abstract void WriteText(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a number with decimals that stands in UTF-8.</summary>
    internal abstract void WriteDecimal(ReadOnlySpan<byte> utf8);

    internal void Write(long? value)
    {
        if (value is long known)
            Write(known);
        else
            WriteNull();
    }

    internal void Write(bool? value)
    {
        if (value is bool known)
            Write(known);
        else
            WriteNull();
    }

    internal void Write(FrameNumber? frame) => Write(frame?.Number);

    internal void Write(HostAddress address)
    {
        Text.Clear();
        Text.Append(address);
        WriteText(Text.Written);
    }

    internal void Write(Timestamp? time, bool hasNanoseconds)
    {
        if (time is not Timestamp known)
        {
            WriteNull();
            return;
        }

        Text.Clear();
        TimeText.Append(Text, known, hasNanoseconds);
        WriteText(Text.Written);
    }

    internal void WriteSeconds(long? nanoseconds, bool hasNanoseconds)
    {
        if (nanoseconds is not long known)
        {
            WriteNull();
            return;
        }

        Text.Clear();
        TimeText.AppendSeconds(Text, known, hasNanoseconds);
        WriteDecimal(Text.Written);
    }

    /// <summary>Writes the one word that holds.</summary>
    internal void WriteWord(uint words, byte[][] tokens)
    {
        if (words == 0)
            WriteNull();
        else
            WriteText(tokens[BitOperations.TrailingZeroCount(words)]);
    }

    /// <summary>Writes all words that hold, joined by ';'.</summary>
    internal void WriteWords(uint words, byte[][] tokens)
    {
        if (words == 0)
        {
            WriteNull();
            return;
        }

        Text.Clear();
        for (uint rest = words; rest != 0; rest &= rest - 1)
        {
            if (rest != words)
                Text.Append((byte)';');
            Text.Append(tokens[BitOperations.TrailingZeroCount(rest)]);
        }

        WriteText(Text.Written);
    }
}
