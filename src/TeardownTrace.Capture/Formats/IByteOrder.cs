namespace TeardownTrace.Capture.Formats;

/// <summary>Whether numbers of a capture stand in this machine's byte order; a type parameter, so that each loop is compiled for one order.</summary>
internal unsafe interface IByteOrder
{
    /// <summary>Reads 32 bits at an address of any alignment.</summary>
    static abstract uint ReadUInt32(byte* bytes);

    /// <summary>Reads 16 bits at an address of any alignment.</summary>
    static abstract ushort ReadUInt16(byte* bytes);
}
