using System.Globalization;

namespace TeardownTrace.Reporting;

/// <summary>Durations as a person says them: "350 ms", "12.4 s", "2 min 5 s", "3 h 10 min".</summary>
internal static class DurationText
{
    /// <summary>Bytes that every number of a duration has room in.</summary>
    private const int LongestNumber = 32;

    internal static void Append(TextBuffer buffer, TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            buffer.Append("-"u8);
            duration = duration.Negate();
        }

        if (duration < TimeSpan.FromMilliseconds(1))
            AppendNumber(buffer, duration.TotalMicroseconds, "0.#", " µs"u8);
        else if (duration < TimeSpan.FromSeconds(1))
            AppendNumber(buffer, duration.TotalMilliseconds, duration.TotalMilliseconds < 10 ? "0.#" : "0", " ms"u8);
        else if (duration < TimeSpan.FromMinutes(2))
            AppendNumber(buffer, duration.TotalSeconds, duration.TotalSeconds < 10 ? "0.##" : "0.#", " s"u8);
        else if (duration < TimeSpan.FromHours(2))
            AppendParts(buffer, (long)duration.TotalMinutes, " min"u8, duration.Seconds, " s"u8);
        else if (duration < TimeSpan.FromDays(2))
            AppendParts(buffer, (long)duration.TotalHours, " h"u8, duration.Minutes, " min"u8);
        else
            AppendParts(buffer, (long)duration.TotalDays, " d"u8, duration.Hours, " h"u8);
    }

    internal static string Of(TimeSpan duration)
    {
        TextBuffer buffer = new();
        Append(buffer, duration);
        return buffer.ToString();
    }

    /// <summary>The engine's nanoseconds as a duration, to a tenth of a microsecond.</summary>
    internal static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static void AppendNumber(TextBuffer buffer, double value, ReadOnlySpan<char> format, ReadOnlySpan<byte> unit)
    {
        value.TryFormat(buffer.Room(LongestNumber), out int written, format, CultureInfo.InvariantCulture);
        buffer.Advance(written);
        buffer.Append(unit);
    }

    private static void AppendParts(TextBuffer buffer, long large, ReadOnlySpan<byte> largeUnit, int small, ReadOnlySpan<byte> smallUnit)
    {
        buffer.Append(large);
        buffer.Append(largeUnit);
        if (small == 0)
            return;
        buffer.Append((byte)' ');
        buffer.Append(small);
        buffer.Append(smallUnit);
    }
}
