namespace TeardownTrace.Benchmarks.Generation;

/// <summary>What is special about a step of a script.</summary>
[Flags]
internal enum StepTraits : ushort
{
    None = 0,

    /// <summary>Sent by the server.</summary>
    FromServer = 1 << 0,

    /// <summary>Sends the sender's last segment again (<c>*</c>).</summary>
    Again = 1 << 1,

    /// <summary>Lost before the vantage: sent, not captured (<c>!</c>).</summary>
    LostBefore = 1 << 2,

    /// <summary>Captured, and lost after the vantage: its receiver never sees it (<c>%</c>).</summary>
    LostAfter = 1 << 3,

    /// <summary>Sent before what the peer sent last had arrived (<c>^</c>).</summary>
    Crossing = 1 << 4,

    /// <summary>A keep-alive probe: one below the next sequence number (<c>K</c>).</summary>
    Keepalive = 1 << 5,

    /// <summary>Speaks for the incarnation before (<c>o</c>).</summary>
    Old = 1 << 6,

    /// <summary>Begins the next incarnation, with a sequence number above the old one (<c>/+</c>) when it opens.</summary>
    NewAbove = 1 << 7,

    /// <summary>Begins the next incarnation, with sequence number and timestamp below the old ones (<c>/-</c>).</summary>
    NewBelow = 1 << 8,
}
