namespace TeardownTrace.Testing.CaptureFiles;

/// <summary>The byte order of a capture's numbers.</summary>
public enum ByteOrder
{
    LittleEndian,
    BigEndian,
}
