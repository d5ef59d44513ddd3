namespace TeardownTrace.Capture.Formats;

/// <summary>What became of a block that was read as a packet.</summary>
internal enum PacketBlockResult
{
    /// <summary>It is one.</summary>
    Packet,

    /// <summary>It is a block of another type.</summary>
    OtherBlock,

    /// <summary>It is shorter than its fixed part and its packet.</summary>
    ShorterThanPacket,

    /// <summary>Its packet is longer than any packet.</summary>
    ImplausiblyLong,

    /// <summary>Its section has not described its interface.</summary>
    UnknownInterface,

    /// <summary>The total length at its end differs from the one at its beginning.</summary>
    LengthsDiffer,
}
