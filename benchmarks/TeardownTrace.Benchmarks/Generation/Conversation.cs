namespace TeardownTrace.Benchmarks.Generation;

/// <summary>A connection under way: its script, how far it came, and its two ends.</summary>
internal struct Conversation
{
    public Script Script;
    public int Step;
    public int Incarnation;
    public long IdleShareNs;
    public bool HasTimestamps;
    public bool IsOpen;
    public Speaker Client;
    public Speaker Server;
}
