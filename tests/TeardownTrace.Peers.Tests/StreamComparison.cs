using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Peers.Tests;

/// <summary>
/// Our incarnations of one capture against tshark's streams. Both are laid along the frames of their pair of ends; where both begin at the
/// same frame and end before the same one, every column is compared. Where one of them cuts otherwise, that is one difference, and the sums
/// must be equal still.
/// </summary>
internal sealed class StreamComparison
{
    private readonly string _capture;

    private StreamComparison(string capture) => _capture = capture;

    public List<Difference> Differences { get; } = [];

    /// <summary>Streams compared column by column.</summary>
    public int Streams { get; private set; }

    public static StreamComparison Of(string capture, IReadOnlyList<ConnectionReport> ours, IReadOnlyList<PeerStream> theirs)
    {
        var comparison = new StreamComparison(capture);
        ILookup<EndPoints, ConnectionReport> oursByEnds =
            ours.ToLookup(report => EndPoints.Of(Engine.ClientOf(report), Engine.ServerOf(report)));
        ILookup<EndPoints, PeerStream> theirsByEnds = theirs.ToLookup(stream => stream.Ends);
        foreach (EndPoints ends in oursByEnds.Select(group => group.Key).Union(theirsByEnds.Select(group => group.Key)))
        {
            comparison.CompareEnds(
                [.. oursByEnds[ends].OrderBy(report => report.FirstFrame.Number)],
                [.. theirsByEnds[ends].OrderBy(stream => stream.FirstFrame)]);
        }

        return comparison;
    }

    private void CompareEnds(ConnectionReport[] ours, PeerStream[] theirs)
    {
        HashSet<long> common = [.. ours.Select(report => report.FirstFrame.Number)];
        common.IntersectWith(theirs.Select(stream => stream.FirstFrame));
        int ourStart = 0;
        int theirStart = 0;
        while (ourStart < ours.Length || theirStart < theirs.Length)
        {
            int ourEnd = ourStart + 1;
            while (ourEnd < ours.Length && !common.Contains(ours[ourEnd].FirstFrame.Number))
                ourEnd++;
            int theirEnd = theirStart + 1;
            while (theirEnd < theirs.Length && !common.Contains(theirs[theirEnd].FirstFrame))
                theirEnd++;
            CompareRun(
                ours.AsSpan(Math.Min(ourStart, ours.Length)..Math.Min(ourEnd, ours.Length)),
                theirs.AsSpan(Math.Min(theirStart, theirs.Length)..Math.Min(theirEnd, theirs.Length)));
            ourStart = ourEnd;
            theirStart = theirEnd;
        }
    }

    private void CompareRun(ReadOnlySpan<ConnectionReport> ours, ReadOnlySpan<PeerStream> theirs)
    {
        int row = theirs.Length > 0 ? theirs[0].Number : -1;
        if (ours.Length == 1 && theirs.Length == 1 && ours[0].FirstFrame.Number == theirs[0].FirstFrame)
        {
            Streams++;
            Compare(row, "tcp_completeness", ours[0].TcpCompleteness, theirs[0].Completeness);
        }
        else
        {
            Add(row, DifferencePlace.Cut, FramesOf(ours), FramesOf(theirs));
        }

        (DirectionCounts client, DirectionCounts server) = SumOf(ours);
        (DirectionCounts theirClient, DirectionCounts theirServer) = SumOf(theirs, ours.Length > 0 ? Engine.ClientOf(ours[0]) : "");
        CompareDirection(row, "client", client, theirClient);
        CompareDirection(row, "server", server, theirServer);
    }

    private void CompareDirection(int row, string side, DirectionCounts ours, DirectionCounts theirs)
    {
        Compare(row, $"{side}_packets", ours.Packets, theirs.Packets);
        Compare(row, $"{side}_syns", ours.Syns, theirs.Syns);
        Compare(row, $"{side}_fins", ours.Fins, theirs.Fins);
        Compare(row, $"{side}_rsts", ours.Rsts, theirs.Rsts);
    }

    private void Compare(int row, string column, long ours, long theirs)
    {
        if (ours != theirs)
            Add(row, column, $"{ours}", $"{theirs}");
    }

    private void Add(int row, string column, string ours, string theirs) =>
        Differences.Add(new Difference(new DifferencePlace(_capture, row, column), ours, theirs));

    private static (DirectionCounts Client, DirectionCounts Server) SumOf(ReadOnlySpan<ConnectionReport> reports)
    {
        var client = new DirectionCounts();
        var server = new DirectionCounts();
        foreach (ref readonly ConnectionReport report in reports)
        {
            // Roles may change from one incarnation to the next; the sums go by end.
            bool isTurned = Engine.ClientOf(report) != Engine.ClientOf(reports[0]);
            (isTurned ? server : client).Add(report.ClientPackets, report.ClientSyns, report.ClientFins, report.ClientRsts);
            (isTurned ? client : server).Add(report.ServerPackets, report.ServerSyns, report.ServerFins, report.ServerRsts);
        }

        return (client, server);
    }

    private static (DirectionCounts Client, DirectionCounts Server) SumOf(ReadOnlySpan<PeerStream> streams, string clientEnd)
    {
        var client = new DirectionCounts();
        var server = new DirectionCounts();
        foreach (PeerStream stream in streams)
        {
            bool isForward = stream.FirstSender == clientEnd;
            client.Add(isForward ? stream.Forward : stream.Backward);
            server.Add(isForward ? stream.Backward : stream.Forward);
        }

        return (client, server);
    }

    private static string FramesOf(ReadOnlySpan<ConnectionReport> reports)
    {
        var frames = new List<string>();
        foreach (ref readonly ConnectionReport report in reports)
            frames.Add($"{report.FirstFrame.Number}–{report.LastFrame.Number}");
        return $"[{string.Join(", ", frames)}]";
    }

    private static string FramesOf(ReadOnlySpan<PeerStream> streams)
    {
        var frames = new List<string>();
        foreach (PeerStream stream in streams)
            frames.Add($"{stream.FirstFrame}–{stream.LastFrame}");
        return $"[{string.Join(", ", frames)}]";
    }
}
