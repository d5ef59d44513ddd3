using System.Globalization;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Peers.Tests;

/// <summary>A connection of Zeek's own baselines, from PEERS.tsv.</summary>
/// <param name="Capture">As <c>real/file</c>.</param>
/// <param name="Row">Number within the capture.</param>
/// <param name="Ends">Its ends; null where the baseline names none.</param>
/// <param name="Start">Time of its first packet; null where not known.</param>
/// <param name="ConnState">Empty where the baseline has none.</param>
/// <param name="History">As Zeek wrote it, letters repeated.</param>
internal sealed record ZeekAnswer(string Capture, int Row, EndPoints? Ends, Timestamp? Start, string ConnState, string History)
{
    /// <summary>The history with each event once a side, as ours is.</summary>
    public string HistoryOnceEach => string.Concat(History.Distinct());

    public static IReadOnlyList<ZeekAnswer> ReadAll()
    {
        string path = SharedCaptures.Path("real/PEERS.tsv");
        string[] header = [];
        var answers = new List<ZeekAnswer>();
        foreach (string line in File.ReadLines(path))
        {
            string[] row = line.Split('\t');
            if (header.Length == 0)
                header = row;
            else if (row[Array.IndexOf(header, "peer")] == "zeek")
                answers.Add(Read(name => row[Array.IndexOf(header, name)]));
        }

        return answers;
    }

    private static ZeekAnswer Read(Func<string, string> value)
    {
        EndPoints? ends = null;
        if (value("a_addr").Length > 0)
            ends = EndPoints.Of(EndPoints.End(value("a_addr"), value("a_port")), EndPoints.End(value("b_addr"), value("b_port")));
        Timestamp? start = null;
        if (decimal.TryParse(value("first"), CultureInfo.InvariantCulture, out decimal seconds))
            start = new Timestamp((long)(seconds * Timestamp.NanosecondsPerSecond));
        int row = int.Parse(value("n"), CultureInfo.InvariantCulture);
        return new ZeekAnswer($"real/{value("file")}", row, ends, start, value("state"), value("flags"));
    }
}
