namespace TeardownTrace.Analysis.Decoding;

/// <summary>The link types that are understood: one row each. A decoder looks the row up once an interface.</summary>
internal static class LinkLayers
{
    /// <summary>Ethernet, which has a fast path of its own.</summary>
    public static readonly LinkLayer Ethernet = new(1, "ETHERNET", static (ref PacketCursor _) => Layer.Ethernet);

    /// <summary>Stands for every link type that has no row.</summary>
    public static readonly LinkLayer Unknown =
        new(-1, "unknown", static (ref PacketCursor cursor) => cursor.End(DecodeResult.UnknownLinkType));

    /// <summary>All rows, by number.</summary>
    public static readonly IReadOnlyList<LinkLayer> All =
    [
        Ethernet,
        new(12, "RAW (as OpenBSD and others number it)", static (ref PacketCursor _) => Layer.Ip),
        new(101, "RAW", static (ref PacketCursor _) => Layer.Ip),
        new(228, "IPV4", static (ref PacketCursor _) => Layer.Ip),
        new(229, "IPV6", static (ref PacketCursor _) => Layer.Ip),
    ];

    /// <summary>The row of a link type, or <see cref="Unknown"/>.</summary>
    public static LinkLayer Find(int number)
    {
        foreach (LinkLayer row in All)
        {
            if (row.Number == number)
                return row;
        }

        return Unknown;
    }
}
