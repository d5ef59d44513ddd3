using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Network;
using TeardownTrace.Laboratory.Tests.Scenarios;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>All scenarios played at once in one network, with three captures of them; built when a test first asks for it.</summary>
public sealed class Laboratory : IDisposable
{
    private const int HighestPort = 21999;

    private const int LastPort = 41999;

    private readonly Lazy<Laboratory> _played;
    private readonly Dictionary<string, Exception> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ILookup<(int ClientPort, int ServerPort), ConnectionReport>> _reports = new(StringComparer.Ordinal);
    private readonly List<PacketCapture> _captures = [];
    private Conversation[] _conversations = [];
    private LabNetwork? _network;
    private TransitionTrace? _trace;

    public Laboratory() => _played = new Lazy<Laboratory>(() =>
    {
        Play();
        return this;
    });

    /// <summary>The conversation of a scenario, played to its end; what went wrong in it is thrown here.</summary>
    internal Conversation Played(string scenario)
    {
        LabNetwork.Require("iptables", "tcpdump");
        Laboratory laboratory = _played.Value;
        return laboratory._failures.TryGetValue(scenario, out Exception? failure)
            ? throw new InvalidOperationException($"{scenario} could not be played", failure)
            : laboratory._conversations[ScenarioTable.IndexOf(scenario)];
    }

    /// <summary>Our rows of a scenario at a vantage, one an incarnation.</summary>
    internal IReadOnlyList<ConnectionReport> Rows(Conversation conversation, string device) =>
        [.. _reports[device][(conversation.ClientPort, conversation.ServerPort)]];

    public void Dispose()
    {
        foreach (Conversation conversation in _conversations)
            conversation.Dispose();
        foreach (PacketCapture capture in _captures)
            capture.Dispose();
        _trace?.Dispose();
        _network?.Dispose();
    }

    private void Play()
    {
        _network = new LabNetwork();
        Tune(_network.Client);
        Tune(_network.Server);
        _trace = new TransitionTrace(ScenarioTable.FirstServerPort, HighestPort);
        _conversations =
        [
            .. ScenarioTable.All.Select((_, i) => new Conversation(_network, _trace, ScenarioTable.FirstClientPort + i, ScenarioTable.FirstServerPort + i)),
        ];
        foreach (string device in LabNetwork.Vantages)
            _captures.Add(_network.Capture(device, device));
        Thread[] players = [.. ScenarioTable.All.Select((scenario, i) => new Thread(() => Play(scenario, _conversations[i])))];
        foreach (Thread player in players)
            player.Start();
        foreach (Thread player in players)
            player.Join();
        _trace.CatchUp();
        MarkTheEnd();
        foreach (PacketCapture capture in _captures)
        {
            capture.AwaitSegment(HighestPort, LastPort);
            capture.Stop();
            _reports[Path.GetFileNameWithoutExtension(capture.Path)] = Engine.Analyse(capture.Path);
        }
    }

    /// <summary>Shortens what would take minutes; nothing that changes what is sent, only how often.</summary>
    private static void Tune(NetworkNamespace host)
    {
        host.Set("ipv4/tcp_syn_retries", "1");
        host.Set("ipv4/tcp_syn_linear_timeouts", "0");
        host.Set("ipv4/tcp_synack_retries", "1");
        host.Set("ipv4/tcp_orphan_retries", "3");
        host.Set("ipv4/tcp_tw_reuse", "1");
    }

    private void Play(Scenario scenario, Conversation conversation)
    {
        try
        {
            scenario.Play(conversation);
        }
#pragma warning disable CA1031 // It is the result of this scenario's test, and the others go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_failures)
                _failures[scenario.Name] = failure;
        }
    }

    /// <summary>A refused connection behind everything else: what stands before it in a capture is complete.</summary>
    private void MarkTheEnd()
    {
        using Conversation last = new(_network!, _trace!, LastPort, HighestPort);
        Assert.Throws<System.Net.Sockets.SocketException>(last.Connect);
    }
}
