namespace TeardownTrace.Capture.Tests;

/// <summary>A stream that the system gives so much of, and refuses the rest.</summary>
internal sealed class RefusedStream(byte[] content, Exception refusal) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count) is > 0 and int read ? read : throw refusal;
}
