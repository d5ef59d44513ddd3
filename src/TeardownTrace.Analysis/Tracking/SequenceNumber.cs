namespace TeardownTrace.Analysis.Tracking;

/// <summary>Comparison of sequence and acknowledgment numbers modulo 2^32 (RFC 9293 3.4): the only place that knows how they wrap.</summary>
internal static class SequenceNumber
{
    /// <summary>How far <paramref name="number"/> lies beyond <paramref name="origin"/>; negative when before it.</summary>
    public static int Distance(uint number, uint origin) => (int)(number - origin);

    /// <summary>Whether <paramref name="number"/> comes after <paramref name="other"/>.</summary>
    public static bool IsAfter(uint number, uint other) => (int)(number - other) > 0;

    /// <summary>Whether <paramref name="number"/> is <paramref name="other"/> or comes after it.</summary>
    public static bool IsAtOrAfter(uint number, uint other) => (int)(number - other) >= 0;

    /// <summary>Whether two lie further apart than <paramref name="reach"/>, whichever comes first.</summary>
    public static bool AreApart(uint number, uint other, int reach) => Math.Abs((long)Distance(number, other)) > reach;

    /// <summary>The later of two.</summary>
    public static uint Later(uint number, uint other) => IsAfter(number, other) ? number : other;

    /// <summary>The earlier of two.</summary>
    public static uint Earlier(uint number, uint other) => IsAfter(number, other) ? other : number;
}
