namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Where a packet is: its file and its 1-based number there, as Wireshark numbers it.</summary>
/// <param name="FileIndex">Index into the source's files.</param>
/// <param name="Number">1-based frame number in that file.</param>
public readonly record struct FrameNumber(int FileIndex, long Number);
