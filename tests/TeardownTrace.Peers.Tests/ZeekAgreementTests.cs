using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;

namespace TeardownTrace.Peers.Tests;

/// <summary>conn_state and history as in the baselines of Zeek's own tests, each difference explained.</summary>
public sealed class ZeekAgreementTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_connection_of_Zeeks_baselines_agrees_or_the_difference_is_explained()
    {
        var differences = new List<Difference>();
        IReadOnlyList<ZeekAnswer> answers = ZeekAnswer.ReadAll();
        foreach (IGrouping<string, ZeekAnswer> capture in answers.GroupBy(answer => answer.Capture))
        {
            IReadOnlyList<ConnectionReport> ours = Engine.Analyse(SharedCaptures.Path(capture.Key));
            foreach (ZeekAnswer answer in capture)
                Compare(answer, ours, differences);
        }

        int rows = differences.Select(difference => (difference.Place.Capture, difference.Place.Row)).Distinct().Count();
        output.WriteLine($"{answers.Count} connections of Zeek's baselines, {answers.Count - rows} equal, {rows} otherwise");
        IReadOnlyList<string> wrong = Explanations.Check(differences, Explanations.Zeek);
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static void Compare(ZeekAnswer answer, IReadOnlyList<ConnectionReport> ours, List<Difference> differences)
    {
        ConnectionReport[] candidates =
        [
            .. ours.Where(report => answer.Ends is null || answer.Ends == EndPoints.Of(Engine.ClientOf(report), Engine.ServerOf(report)))
                .Where(report => answer.Start is null || answer.Start == report.StartTime),
        ];
        if (candidates.Length == 0)
        {
            DifferencePlace place = new(answer.Capture, answer.Row, DifferencePlace.Cut);
            differences.Add(new Difference(place, "no such connection", answer.History));
            return;
        }

        string state = $"{candidates[0].ZeekConnState}";
        if (answer.ConnState.Length > 0 && state != answer.ConnState)
            differences.Add(new Difference(new DifferencePlace(answer.Capture, answer.Row, "zeek_conn_state"), state, answer.ConnState));
        string history = $"{candidates[0].ZeekHistory}";
        if (history != answer.HistoryOnceEach)
            differences.Add(new Difference(new DifferencePlace(answer.Capture, answer.Row, "zeek_history"), history, answer.History));
    }
}
