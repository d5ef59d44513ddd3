namespace TeardownTrace.Capture.Input;

/// <summary>A stream whose first bytes were looked at already and are read again; counts what was read.</summary>
internal sealed class ReplayedStream : Stream
{
    private readonly byte[] _head;
    private readonly Stream _rest;
    private byte[] _apart = [];
    private int _kept;
    private int _replayed;
    private long _bytesRead;

    /// <summary>Takes a stream over.</summary>
    /// <param name="stream">Owned from now on.</param>
    /// <param name="lookAt">Bytes to read at once, for <see cref="Head"/>.</param>
    public ReplayedStream(Stream stream, int lookAt)
    {
        _rest = stream;
        byte[] head = new byte[lookAt];
        _head = head[..stream.ReadAtLeast(head, lookAt, throwOnEndOfStream: false)];
    }

    /// <summary>The bytes looked at; fewer than asked for where the stream is shorter.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>Bytes consumed so far; may be asked from any thread.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Whether who reads it was told of its end.</summary>
    public bool IsAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    /// <summary>Lets the last bytes of each piece come as a piece of their own from now on; they wait for nothing.</summary>
    public void KeepApart(int bytes) => _apart = new byte[bytes];

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(_head.Length - _replayed, buffer.Length);
        if (count > 0)
        {
            _head.AsSpan(_replayed, count).CopyTo(buffer);
            _replayed += count;
        }
        else if (_kept > 0)
        {
            count = Math.Min(_kept, buffer.Length);
            _apart.AsSpan(_apart.Length - _kept, count).CopyTo(buffer);
            _kept -= count;
        }
        else
        {
            count = _rest.Read(buffer);
            IsAtEnd = count == 0;
            if (count > _apart.Length)
            {
                count -= _apart.Length;
                _kept = _apart.Length;
                buffer.Slice(count, _kept).CopyTo(_apart);
            }
        }

        Volatile.Write(ref _bytesRead, _bytesRead + count);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rest.Dispose();
        base.Dispose(disposing);
    }
}
