namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A connection among the most telling of its rank.</summary>
/// <param name="Measure">How much it tells.</param>
/// <param name="Telling">Its report.</param>
internal readonly record struct TellingConnection(long Measure, TellingReport Telling)
{
    /// <summary>Whether it tells more than another; ties go to the earlier one, so that the order does not depend on who counted.</summary>
    public bool Precedes(in TellingConnection other)
    {
        if (Measure != other.Measure)
            return Measure > other.Measure;
        ConnectionReport mine = Telling.Report;
        ConnectionReport others = other.Telling.Report;
        int byTime = mine.StartTime.CompareTo(others.StartTime);
        return byTime != 0 ? byTime < 0 : mine.FirstFrame.Number < others.FirstFrame.Number;
    }
}
