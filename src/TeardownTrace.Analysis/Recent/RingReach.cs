namespace TeardownTrace.Analysis.Recent;

/// <summary>How far back in time a ring reaches, to a part of its length: the time at which writing entered each part is kept.</summary>
internal sealed class RingReach
{
    private const int Parts = 64;

    private readonly long[] _entered = new long[Parts];
    private int _part = -1;
    private bool _isFull;
    private long _newest;

    /// <summary>From the earliest part that is whole to the latest packet, nanoseconds.</summary>
    public long Nanoseconds => _part < 0 ? 0 : Math.Max(0, _newest - _entered[_isFull ? (_part + 1) % Parts : 0]);

    /// <summary>Notes a packet.</summary>
    /// <param name="offset">Where it begins in the ring.</param>
    /// <param name="length">The ring's length.</param>
    /// <param name="time">Its time, nanoseconds.</param>
    public void Note(int offset, int length, long time)
    {
        _newest = time;
        int part = (int)((long)offset * Parts / length);
        while (_part != part)
        {
            _isFull |= _part == Parts - 1;
            _part = (_part + 1) % Parts;
            _entered[_part] = time;
        }
    }
}
