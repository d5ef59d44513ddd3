using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>What a run that was killed left of a rotation: a file that ends in a part of a record, plain files, files half compressed.</summary>
internal sealed class Leftovers(RotatedSeries series, FileLayout layout, Notices notices)
{
    /// <summary>Cuts unfinished records off and removes what is half compressed.</summary>
    /// <returns>The plain files, whole now; files that another run has open are not among them.</returns>
    internal IReadOnlyList<string> Mend()
    {
        List<string> whole = [];
        foreach (string path in series.Plain())
        {
            try
            {
                if (MendedLength(path) > 0)
                    whole.Add(path);
                else
                    File.Delete(path);
            }
            catch (Exception e) when (StreamFailure.Is(e))
            {
                notices.Add($"{path}: left as it is, because it cannot be looked at: {StreamFailure.ReasonOf(e)}");
            }
        }

        foreach (string path in series.HalfCompressed())
            File.Delete(path);
        return whole;
    }

    private long MendedLength(string path)
    {
        // Fails where a run that is alive writes it: that run's lock is on the file.
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        long whole = layout.WholeLength(file);
        if (whole < file.Length)
        {
            notices.Add($"{path}: its last {file.Length - whole} bytes, a record that a killed run left unfinished, were cut off");
            file.SetLength(whole);
        }

        return whole;
    }
}
