namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Turns the ticks of a pcapng interface into nanoseconds: if_tsresol (a power of ten or of two) and if_tsoffset
/// (draft-ietf-opsawg-pcapng, section 4.2). Times beyond 2262 stay at the last instant that can be told.
/// </summary>
internal readonly struct TimestampScale
{
    /// <summary>The resolution of an interface that does not say: microseconds.</summary>
    public const byte DefaultResolution = 6;

    private const byte PowerOfTwoBit = 0x80;
    private const int NanosecondDigits = 9;
    private const int MicrosecondDigits = 6;
    private const int MicrosecondBits = 19;
    private const int MostDigitsDivided = 38;

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
        UInt128 nanoseconds;
        if ((_resolution & PowerOfTwoBit) != 0)
            nanoseconds = ((UInt128)ticks * Timestamp.NanosecondsPerSecond) >> (_resolution & ~PowerOfTwoBit);
        else if (_resolution <= NanosecondDigits)
            nanoseconds = (UInt128)ticks * _unit;
        else
            nanoseconds = _resolution - NanosecondDigits > MostDigitsDivided ? 0 : ticks / PowerOfTen(_resolution - NanosecondDigits);
        return (long)Int128.Clamp((Int128)nanoseconds + _offset, long.MinValue, long.MaxValue);
    }

    private static UInt128 PowerOfTen(int exponent)
    {
        UInt128 power = 1;
        for (int i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }
}
