using System.Globalization;

namespace TeardownTrace.Reporting.Tests;

/// <summary>
/// A culture in which nothing is written as in the invariant one, as long as it is not disposed. The program runs with that one only, so what another
/// would change is set by hand.
/// </summary>
internal sealed class ForeignCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public ForeignCulture()
    {
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NumberGroupSeparator = ".";
        foreign.NumberFormat.NegativeSign = "~";
        foreign.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = foreign;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
