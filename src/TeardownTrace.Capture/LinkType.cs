namespace TeardownTrace.Capture;

/// <summary>What a captured packet begins with, as numbered in capture files (the LINKTYPE_ registry of tcpdump.org).</summary>
/// <param name="Number">The LINKTYPE_ number.</param>
public readonly record struct LinkType(int Number);
