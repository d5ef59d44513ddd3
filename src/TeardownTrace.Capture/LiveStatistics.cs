namespace TeardownTrace.Capture;

/// <summary>What became of the packets of an interface since it was first opened. Sums over every outage.</summary>
/// <param name="Received">
/// Packets that the system handed to the capture. On Linux those that match the filter, dropped ones among them, and on a loopback interface
/// each twice; on BSD and macOS all that passed.
/// </param>
/// <param name="DroppedByKernel">Packets lost because the kernel's buffer was full: read faster, or make it larger.</param>
/// <param name="DroppedByInterface">Packets lost by the adapter or its driver, where the system counts them (on Linux only in promiscuous mode).</param>
/// <param name="Outages">Times the interface went down or disappeared.</param>
public readonly record struct LiveStatistics(long Received, long DroppedByKernel, long DroppedByInterface, long Outages);
