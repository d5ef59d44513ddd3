using Spectre.Console;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The hosts with most ends in TIME_WAIT, one line each.</summary>
internal static class LiveHostsSection
{
    private const int RoomForCounts = 56;

    /// <summary>States with a column of their own; the others are counted together.</summary>
    private static readonly TcpState[] Apart = [TcpState.TimeWait, TcpState.Established, TcpState.CloseWait, TcpState.FinWait2];

    internal static void Render(IAnsiConsole console, IEnumerable<HostStates> hosts, int width)
    {
        AlignedTable table = new([new(After: 1), .. Enumerable.Repeat(new AlignedTable.Column(Before: 1, IsRight: true), Apart.Length + 1)]);
        table.AddRow([new Text("Hosts", Ink.Bold), .. Ink.Titles([.. Apart.Select(WordOf), "others"])]);
        int nameWidth = width - RoomForCounts;
        foreach (HostStates host in hosts)
        {
            string name = CutLine.Name(host.Address.ToString(), nameWidth);
            long others = NetstatWords.All.Where(row => !Apart.Contains(row.State)).Sum(row => host.States[(int)row.State]);
            table.AddRow([.. Ink.Cells(["  " + name, .. Apart.Select(state => Ink.Some(host.States[(int)state])), Ink.Some(others)])]);
        }

        console.Write(table);
    }

    private static string WordOf(TcpState state) => NetstatWords.All.First(row => row.State == state).Word;
}
