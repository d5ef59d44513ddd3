using System.Numerics;
using System.Text;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Values of the connection table as UTF-8 text, put together in one place that is used again: each is valid until the next. Null is empty.</summary>
internal sealed class FieldText
{
    private readonly SecondTexts _seconds = new();
    private string? _name;
    private byte[] _nameText = [];

    /// <summary>Room to put a text together.</summary>
    internal TextBuffer Text { get; } = new();

    internal static ReadOnlySpan<byte> OfTruth(bool? value) => value is bool known ? (known ? "true"u8 : "false"u8) : default;

    /// <summary>A name, which mostly is the one of the row before.</summary>
    internal ReadOnlySpan<byte> Of(string name)
    {
        if (!ReferenceEquals(name, _name))
        {
            _nameText = Encoding.UTF8.GetBytes(name);
            _name = name;
        }

        return _nameText;
    }

    internal ReadOnlySpan<byte> Of(HostAddress address) => Text.TextOf(address);

    internal ReadOnlySpan<byte> Of(Timestamp? time, bool hasNanoseconds)
    {
        if (time is not Timestamp known)
            return default;
        Text.Clear();
        _seconds.Append(Text, known, hasNanoseconds);
        return Text.Written;
    }

    internal ReadOnlySpan<byte> OfSeconds(long? nanoseconds, bool hasNanoseconds)
    {
        if (nanoseconds is not long known)
            return default;
        Text.Clear();
        TimeText.AppendSeconds(Text, known, hasNanoseconds);
        return Text.Written;
    }

    /// <summary>All words that hold, joined by ';'; empty where none does.</summary>
    internal ReadOnlySpan<byte> OfWords(uint words, IReadOnlyList<Term> terms)
    {
        if (words == 0)
            return default;
        Text.Clear();
        for (uint rest = words; rest != 0; rest &= rest - 1)
        {
            if (rest != words)
                Text.Append((byte)';');
            Text.Append(terms[BitOperations.TrailingZeroCount(rest)].Token.AsSpan());
        }

        return Text.Written;
    }

    internal ReadOnlySpan<byte> Of(ZeekHistory history)
    {
        Text.Clear();
        Text.Advance(history.Format(Text.Room(ZeekHistory.MaxLength)));
        return Text.Written;
    }

    internal ReadOnlySpan<byte> OfFilter(in ConnectionReport report)
    {
        Text.Clear();
        WiresharkFilter.Append(Text, in report);
        return Text.Written;
    }

    internal ReadOnlySpan<byte> OfExplanation(in ConnectionReport report)
    {
        Text.Clear();
        Explanation.Append(Text, in report);
        return Text.Written;
    }
}
