namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Where a connection stands among the telling ones of its rank.</summary>
/// <param name="IsCertain">Whether its verdict is.</param>
/// <param name="Measure">How much it tells.</param>
/// <param name="StartTime">Time of its first frame, nanoseconds.</param>
/// <param name="FirstFrame">Number of its first frame in its file.</param>
internal readonly record struct TellingOrder(bool IsCertain, long Measure, long StartTime, long FirstFrame)
{
    /// <summary>Whether it tells more than another: a certain verdict more than a doubtful one, whatever it measures; ties go to the earlier one, so that the order does not depend on who counted.</summary>
    public bool Precedes(TellingOrder other)
    {
        if (IsCertain != other.IsCertain)
            return IsCertain;
        if (Measure != other.Measure)
            return Measure > other.Measure;
        return StartTime != other.StartTime ? StartTime < other.StartTime : FirstFrame < other.FirstFrame;
    }
}
