namespace TeardownTrace.Testing.Packets;

/// <summary>One packet of a <see cref="MemoryPacketSource"/>.</summary>
/// <param name="TimeNs">Capture time, nanoseconds since the Unix epoch.</param>
/// <param name="Bytes">The captured bytes, from the link layer on.</param>
/// <param name="OriginalLength">Bytes on the wire; as many as were captured where not given.</param>
/// <param name="InterfaceIndex">The interface it was captured on.</param>
public sealed record MemoryPacket(long TimeNs, byte[] Bytes, uint? OriginalLength = null, int InterfaceIndex = 0);
