namespace TeardownTrace.Peers.Tests;

/// <summary>One tshark stream, summed up. Counts of control segments leave a mirror's copies out, as ours do; packets do not.</summary>
internal sealed class PeerStream(int number, long firstFrame, EndPoints ends, string firstSender)
{
    public int Number { get; } = number;

    public long FirstFrame { get; } = firstFrame;

    public long LastFrame { get; set; } = firstFrame;

    public EndPoints Ends { get; } = ends;

    /// <summary>The end that sent the first packet.</summary>
    public string FirstSender { get; } = firstSender;

    /// <summary><c>tcp.completeness</c> of the last packet.</summary>
    public int Completeness { get; set; }

    /// <summary>What the first sender sent.</summary>
    public DirectionCounts Forward { get; } = new();

    /// <summary>What the other end sent.</summary>
    public DirectionCounts Backward { get; } = new();
}
