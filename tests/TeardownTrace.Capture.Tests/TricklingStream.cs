namespace TeardownTrace.Capture.Tests;

/// <summary>A pipe that hands out few bytes at a time.</summary>
internal sealed class TricklingStream(byte[] content, int most) : MemoryStream(content)
{
    public override bool CanSeek => false;

    // The one that reading into a span falls back on in what derives from MemoryStream.
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
}
