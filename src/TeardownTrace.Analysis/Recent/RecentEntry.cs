using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Recent;

/// <summary>
/// What stands before the bytes of a packet in <see cref="RecentPackets"/>.
/// <code>
/// entry   flow key (16 or 40 bytes)   captured bytes   padding to 8 bytes
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecentEntry
{
    /// <summary>Position of the entry before in the same chain; none where that is no longer held.</summary>
    public long Previous;

    /// <summary>The packet's number in its file.</summary>
    public long Frame;

    /// <summary>Capture time, nanoseconds since the Unix epoch.</summary>
    public long Time;

    /// <summary>Hash over both ends of the flow, whichever way the packet went.</summary>
    public int Hash;

    /// <summary>Bytes on the wire.</summary>
    public uint OriginalLength;

    /// <summary>Bytes captured.</summary>
    public int CapturedLength;

    /// <summary>Index of the interface.</summary>
    public int InterfaceIndex;

    /// <summary>Index of the file.</summary>
    public int FileIndex;

    /// <summary>Bytes of the flow key.</summary>
    public short KeyLength;

    /// <summary>Not 0 once a connection has taken the packet.</summary>
    public short Taken;
}
