using System.Globalization;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// The name of one file of a rotation: <c>conns-20261121T072800Z.csv</c>, or <c>conns-20261121T072800Z_002.csv</c> where one second began several.
/// They sort by age, as text too.
/// </summary>
/// <param name="Begun">The second it was begun, UTC.</param>
/// <param name="Count">Which of the files begun in this second it is, from 1.</param>
internal readonly record struct RotatedName(DateTime Begun, int Count) : IComparable<RotatedName>
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int TimeLength = 16;

    internal static RotatedName FirstOf(Timestamp begun)
    {
        long ticks = DateTime.UnixEpoch.Ticks + (begun.Nanoseconds / TimeSpan.NanosecondsPerTick);
        return new RotatedName(new DateTime(ticks - (ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc), 1);
    }

    /// <summary>The name between a stem and an extension.</summary>
    internal string Between(string stem, string extension)
    {
        string time = Begun.ToString(TimeFormat, CultureInfo.InvariantCulture);
        return Count == 1 ? $"{stem}-{time}{extension}" : string.Create(CultureInfo.InvariantCulture, $"{stem}-{time}_{Count:D3}{extension}");
    }

    /// <summary>Reads a file's name back; a name that <see cref="Between"/> would not give is none of the rotation's.</summary>
    internal static bool TryParse(string fileName, string stem, string extension, out RotatedName name)
    {
        name = default;
        if (!fileName.StartsWith(stem + "-", StringComparison.Ordinal) || !fileName.EndsWith(extension, StringComparison.Ordinal))
            return false;
        int begin = stem.Length + 1;
        int end = fileName.Length - extension.Length;
        if (end - begin < TimeLength)
            return false;

        const DateTimeStyles Universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(fileName.AsSpan(begin, TimeLength), TimeFormat, CultureInfo.InvariantCulture, Universal, out DateTime begun))
            return false;
        int count = 1;
        ReadOnlySpan<char> rest = fileName.AsSpan(begin + TimeLength, end - begin - TimeLength);
        if (rest.Length > 0 && !(rest[0] == '_' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out count)))
            return false;
        name = new RotatedName(begun, count);
        return name.Between(stem, extension) == fileName;
    }

    public int CompareTo(RotatedName other)
    {
        int byTime = Begun.CompareTo(other.Begun);
        return byTime != 0 ? byTime : Count.CompareTo(other.Count);
    }
}
