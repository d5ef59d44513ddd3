namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>One rule of the router: which segments between two ports it drops, and how many of them.</summary>
internal sealed class DropRule
{
    private readonly NetworkNamespace _router;
    private readonly string[] _match;

    private DropRule(NetworkNamespace router, string[] match)
    {
        _router = router;
        _match = match;
    }

    /// <summary>Drops from now on.</summary>
    /// <param name="router">Where.</param>
    /// <param name="sourcePort">Of the segments.</param>
    /// <param name="destinationPort">Of the segments.</param>
    /// <param name="segments">Their kind.</param>
    /// <param name="times">How many of them; 0 for every one.</param>
    public static DropRule Add(NetworkNamespace router, int sourcePort, int destinationPort, Segments segments, int times)
    {
        // The bucket of tokens is full at first and gets the next one tomorrow.
        string[] bound = times == 0 ? [] : ["-m", "limit", "--limit", "1/day", "--limit-burst", $"{times}"];
        var rule = new DropRule(
            router, ["FORWARD", "-p", "tcp", "--sport", $"{sourcePort}", "--dport", $"{destinationPort}", .. Flags(segments), .. bound, "-j", "DROP"]);
        router.Execute(["iptables", "-w", "-A", .. rule._match]);
        return rule;
    }

    public void Remove() => _router.Execute(["iptables", "-w", "-D", .. _match]);

    private static string[] Flags(Segments segments) => segments switch
    {
        Segments.Syn => ["--tcp-flags", "SYN,ACK", "SYN"],
        Segments.SynAck => ["--tcp-flags", "SYN,ACK", "SYN,ACK"],
        Segments.PureAck => ["--tcp-flags", "SYN,FIN,RST,PSH,ACK", "ACK"],
        Segments.Fin => ["--tcp-flags", "FIN", "FIN"],
        Segments.Rst => ["--tcp-flags", "RST", "RST"],
        _ => [],
    };
}
