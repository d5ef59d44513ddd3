using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Instants as <see cref="TimeText"/> writes them, with the seconds written last kept: rows are near each other in time, and breaking a date down costs most of it.</summary>
internal sealed class SecondTexts
{
    /// <summary>Seconds kept, each in the place of its last bits; a power of two.</summary>
    private const int Kept = 8;

    private readonly long[] _seconds = new long[Kept];
    private readonly byte[] _texts = new byte[Kept * TimeText.SecondLength];

    /// <summary>A loop, as the library's filling is compiled at each start.</summary>
    internal SecondTexts()
    {
        for (int place = 0; place < Kept; place++)
            _seconds[place] = long.MinValue;
    }

    internal int Write(Span<byte> room, Timestamp time, bool hasNanoseconds)
    {
        (long second, long fraction) = TimeText.SplitDown(time.Nanoseconds);
        int place = (int)(second & (Kept - 1));
        Span<byte> text = _texts.AsSpan(place * TimeText.SecondLength, TimeText.SecondLength);
        if (_seconds[place] != second)
        {
            TimeText.WriteSecond(text, second);
            _seconds[place] = second;
        }

        text.CopyTo(room);
        return TimeText.SecondLength + TimeText.WriteFraction(room[TimeText.SecondLength..], fraction, hasNanoseconds);
    }
}
