using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Laboratory.Tests.Network;
using TeardownTrace.Laboratory.Tests.Scenarios;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>Endings between two kernels of this machine: their own states and transitions are the truth.</summary>
public sealed class KernelScenarioTests(Laboratory laboratory) : IClassFixture<Laboratory>
{
    private const string FinWait1 = "TCP_FIN_WAIT1";

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (Scenario scenario in ScenarioTable.All)
        {
            foreach (string device in (string[])[LabNetwork.TowardClient, LabNetwork.TowardServer, LabNetwork.Everywhere])
            {
                if (!scenario.OnlyWhereSeen || SeesLosses(scenario, device))
                    cases.Add(scenario.Name, device);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Verdict_and_states_are_the_kernels(string scenario, string device)
    {
        Conversation conversation = laboratory.Played(scenario);
        Scenario expected = ScenarioTable.All[ScenarioTable.IndexOf(scenario)];
        IReadOnlyList<ConnectionReport> rows = laboratory.Rows(conversation, device);
        string lost = SeesLosses(expected, device) ? expected.WhereSeen : expected.WhereUnseen;
        if (lost == Scenario.NoRow)
        {
            Assert.Empty(rows);
            return;
        }

        Assert.Equal(expected.Incarnations, rows.Count);
        Expectation expectation = new($"{expected.Verdict} {lost}");
        expectation.Default("client_state", conversation.End.Client);
        expectation.Default("server_state", conversation.End.Server);
        IReadOnlyList<string> differences = expectation.Differences(rows[^1]);
        Assert.True(differences.Count == 0, string.Join("; ", differences));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Active_closer_is_who_went_to_FIN_WAIT_1_by_the_tracepoint(string scenario, string device)
    {
        Conversation conversation = laboratory.Played(scenario);
        IReadOnlyList<ConnectionReport> rows = laboratory.Rows(conversation, device);
        if (rows is not [ConnectionReport report])
            return;
        bool client = conversation.ClientTransitions().Any(transition => transition.To == FinWait1);
        bool server = conversation.ServerTransitions().Any(transition => transition.To == FinWait1);
        Party closer = (client, server) switch
        {
            (true, true) => Party.Both,
            (true, false) => Party.Client,
            (false, true) => Party.Server,
            _ => Party.None,
        };
        Assert.Equal(closer, report.ActiveCloser);
    }

    [Fact]
    public void Capturing_every_interface_counts_every_FIN_once()
    {
        Conversation conversation = laboratory.Played("client-closes-first");
        ConnectionReport once = Assert.Single(laboratory.Rows(conversation, LabNetwork.TowardClient));
        ConnectionReport twice = Assert.Single(laboratory.Rows(conversation, LabNetwork.Everywhere));
        Assert.True((twice.Flags & ConnectionFlags.MirrorDuplicates) != 0, $"{twice.Flags}");
        Assert.Equal((once.ClientFins, once.ServerFins), (twice.ClientFins, twice.ServerFins));
        Assert.Equal(2 * once.ClientPackets, twice.ClientPackets);
    }

    private static bool SeesLosses(Scenario scenario, string device) =>
        device == LabNetwork.Everywhere || device == (scenario.ServersAreLost ? LabNetwork.TowardServer : LabNetwork.TowardClient);
}
