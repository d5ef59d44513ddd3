namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Turns the ticks of a pcapng interface into nanoseconds: if_tsresol (a power of ten or of two) and if_tsoffset
/// (draft-ietf-opsawg-pcapng, section 4.2). Times beyond what can be told stay at the last instant that can be told.
/// </summary>
internal readonly struct TimestampScale
{
    /// <summary>The resolution of an interface that does not say: microseconds.</summary>
    public const byte DefaultResolution = 6;

    private const byte PowerOfTwoBit = 0x80;
    private const int NanosecondDigits = 9;
    private const int MicrosecondDigits = 6;
    private const int MicrosecondBits = 19;
    private const int MostDigitsDivided = 37;

    private readonly byte _resolution;
    private readonly long _offset;
    private readonly ulong _unit;
    private readonly ulong _fastTicks;

    /// <summary>Makes the scale.</summary>
    /// <param name="resolution">if_tsresol: negative power of ten, or of two where the top bit is set.</param>
    /// <param name="offsetSeconds">if_tsoffset: seconds to add.</param>
    public TimestampScale(byte resolution, long offsetSeconds)
    {
        _resolution = resolution;
        // Halves of the range, so that a tick count that passes the comparison cannot overflow with the offset.
        const long MostSeconds = long.MaxValue / 2 / Timestamp.NanosecondsPerSecond;
        _offset = Math.Clamp(offsetSeconds, -MostSeconds, MostSeconds) * Timestamp.NanosecondsPerSecond;
        if (resolution <= NanosecondDigits)
        {
            _unit = (ulong)PowerOfTen(NanosecondDigits - resolution);
            _fastTicks = long.MaxValue / 2 / _unit;
        }
    }

    /// <summary>Whether a tick is shorter than a microsecond.</summary>
    public bool HasNanoseconds => (_resolution & PowerOfTwoBit) != 0
        ? (_resolution & ~PowerOfTwoBit) > MicrosecondBits
        : _resolution > MicrosecondDigits;

    /// <summary>The instant of a tick count.</summary>
    public Timestamp ToTimestamp(ulong ticks) =>
        new(ticks <= _fastTicks ? (long)(ticks * _unit) + _offset : Slow(ticks));

    private long Slow(ulong ticks)
    {
        Int128 time = Scale(ticks) + _offset;
        // Some writers hand out times before 1970 as negative counts, which the format reads as times after 2262.
        if (time > long.MaxValue && (long)ticks < 0)
            time = Scale((long)ticks) + _offset;
        return (long)Int128.Clamp(time, long.MinValue, long.MaxValue);
    }

    private Int128 Scale(Int128 ticks)
    {
        if ((_resolution & PowerOfTwoBit) != 0)
            return (ticks * Timestamp.NanosecondsPerSecond) >> (_resolution & ~PowerOfTwoBit);
        if (_resolution <= NanosecondDigits)
            return ticks * _unit;
        return _resolution - NanosecondDigits > MostDigitsDivided ? 0 : ticks / PowerOfTen(_resolution - NanosecondDigits);
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }
}
