using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>What one side sent: how far without a hole, how far at all, and the pieces above the first hole.</summary>
internal sealed class ReceivedBytes
{
    private readonly List<(uint Start, uint End)> _pieces = [];
    private uint _next;
    private uint _highest;
    private bool _hasBegun;

    public bool IsOld(in TcpSegment segment) => _hasBegun && (int)(segment.SegmentEnd - _highest) <= 0;

    public void Add(in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Rst))
            return;
        if (!_hasBegun)
        {
            _next = segment.Sequence;
            _highest = segment.Sequence;
            _hasBegun = true;
        }

        if ((int)(segment.SegmentEnd - _highest) > 0)
            _highest = segment.SegmentEnd;
        _pieces.Add((segment.Sequence, segment.SegmentEnd));
        Close();
    }

    public bool AcknowledgeLeavesGap(uint acknowledgment)
    {
        if (!_hasBegun || (int)(acknowledgment - _next) <= 0)
            return false;
        _next = acknowledgment;
        Close();
        return true;
    }

    private void Close()
    {
        int left;
        do
        {
            left = _pieces.Count;
            foreach ((uint start, uint end) in _pieces)
            {
                if ((int)(start - _next) <= 0 && (int)(end - _next) > 0)
                    _next = end;
            }

            _pieces.RemoveAll(piece => (int)(piece.End - _next) <= 0);
        }
        while (_pieces.Count < left);
    }
}
