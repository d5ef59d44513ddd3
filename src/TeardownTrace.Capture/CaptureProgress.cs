namespace TeardownTrace.Capture;

/// <summary>How far a source has been read.</summary>
/// <param name="BytesRead">Bytes of the input (compressed bytes where it is compressed) consumed so far.</param>
/// <param name="BytesTotal">Bytes of the input in all; null where that cannot be known (pipe, live).</param>
public readonly record struct CaptureProgress(long BytesRead, long? BytesTotal);
