namespace TeardownTrace.Capture;

/// <summary>An interface that packets of a source were captured on.</summary>
/// <param name="LinkType">What each packet of this interface begins with.</param>
/// <param name="SnapLength">Bytes kept of a packet at most; 0 where the capture sets no limit.</param>
/// <param name="Name">The interface's name where the capture tells it.</param>
/// <param name="HasNanoseconds">Whether its time stamps resolve less than a microsecond.</param>
public sealed record CaptureInterface(LinkType LinkType, uint SnapLength, string? Name, bool HasNanoseconds);
