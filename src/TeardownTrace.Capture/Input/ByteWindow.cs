namespace TeardownTrace.Capture.Input;

/// <summary>
/// A stretch of a capture that stands in memory at a fixed address. It lives as long as someone holds a lease: the input for
/// the stretch it is reading, and every batch whose packets point into it.
/// </summary>
internal abstract unsafe class ByteWindow
{
    private int _leases = 1;

    /// <summary>Address of the byte at <see cref="Offset"/>.</summary>
    public byte* Start { get; protected set; }

    /// <summary>Offset of the first byte in the (uncompressed) capture.</summary>
    public long Offset { get; protected set; }

    /// <summary>Bytes in the window.</summary>
    public long Length { get; protected set; }

    /// <summary>Offset of the first byte behind the window.</summary>
    public long End => Offset + Length;

    /// <summary>Address of the byte at an offset inside the window.</summary>
    public byte* At(long offset) => Start + (offset - Offset);

    /// <summary>Keeps the window in place until the matching <see cref="Release"/>.</summary>
    public void Lease() => Interlocked.Increment(ref _leases);

    /// <summary>Gives a lease back; the last one frees the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
            Free();
    }

    /// <summary>Makes a freed window usable again with one lease.</summary>
    protected void Revive() => _leases = 1;

    protected abstract void Free();
}
