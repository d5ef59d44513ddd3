namespace TeardownTrace.Capture.Tests;

/// <summary>A packet as tests compare it: copied out of its batch.</summary>
internal sealed record PacketRow(int File, long Frame, long Nanoseconds, int CapturedLength, uint OriginalLength, int LinkType, string Bytes);
