using System.Globalization;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Instants and durations as text, held against the framework's over the whole range of timestamps.</summary>
public sealed class TimeTextTests
{
    private static readonly long[] Instants =
    [
        long.MinValue, -1_000_000_000, -1, 0, 1, 999_999_999, 951_782_399_999_999_999, 951_782_400_000_000_000, Reports.Start, long.MaxValue,
    ];

    [Fact]
    public void An_instant_is_ISO_8601_and_the_seconds_kept_change_nothing()
    {
        SecondTexts kept = new();
        foreach (long nanoseconds in (long[])[.. Instants, .. Instants.Select(instant => instant ^ 8), .. Instants])
        {
            foreach (bool hasNanoseconds in (bool[])[false, true])
            {
                string expected = Expected(nanoseconds, hasNanoseconds);
                TextBuffer text = new();
                TimeText.Append(text, new Timestamp(nanoseconds), hasNanoseconds);
                Assert.Equal(expected, text.ToString());
                text.Clear();
                text.Advance(kept.Write(text.Room(TimeText.Longest), new Timestamp(nanoseconds), hasNanoseconds));
                Assert.Equal(expected, text.ToString());
            }
        }
    }

    [Fact]
    public void A_duration_is_seconds_with_decimals()
    {
        foreach (long nanoseconds in Instants)
        {
            Int128 magnitude = Int128.Abs(nanoseconds);
            string expected = string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds < 0 ? "-" : "")}{magnitude / 1_000_000_000}.{magnitude % 1_000_000_000:D9}");
            TextBuffer text = new();
            text.Advance(TimeText.WriteSeconds(text.Room(TimeText.Longest), nanoseconds, hasNanoseconds: true));
            Assert.Equal(expected, text.ToString());
            text.Clear();
            text.Advance(TimeText.WriteSeconds(text.Room(TimeText.Longest), nanoseconds, hasNanoseconds: false));
            Assert.Equal(expected[..^3], text.ToString());
        }
    }

    private static string Expected(long nanoseconds, bool hasNanoseconds)
    {
        Int128 second = ((Int128)nanoseconds - (nanoseconds < 0 ? 999_999_999 : 0)) / 1_000_000_000;
        DateTime time = DateTime.UnixEpoch.AddSeconds((double)second);
        string decimals = ((long)(nanoseconds - (second * 1_000_000_000))).ToString("D9", CultureInfo.InvariantCulture);
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "." + (hasNanoseconds ? decimals : decimals[..6]) + "Z";
    }
}
