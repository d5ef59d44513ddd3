using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// From packets counted through a whole capture to frames counted in its files: the pieces of a rotated capture follow one another, so a
/// short table of where each begins is enough. Written between rounds, read during them.
/// </summary>
internal sealed class FrameMap
{
    private readonly List<Piece> _pieces = [];
    private int _interfaces;

    /// <summary>The files, as given on the command line.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Whether the capture's clock resolves less than a microsecond.</summary>
    public bool HasNanoseconds { get; private set; }

    /// <summary>Whether the capture has a clock: Simple Packet Blocks of pcapng have no time, and every packet of theirs stands at 0.</summary>
    public bool HasTimes { get; private set; }

    /// <summary>Forgets the capture before and begins one with these files.</summary>
    public void Begin(IReadOnlyList<string> files)
    {
        Files = files;
        HasNanoseconds = false;
        HasTimes = false;
        _interfaces = 0;
        _pieces.Clear();
    }

    /// <summary>Takes in the interfaces met since the last time.</summary>
    public void Add(IReadOnlyList<CaptureInterface> interfaces)
    {
        for (; _interfaces < interfaces.Count; _interfaces++)
            HasNanoseconds |= interfaces[_interfaces].HasNanoseconds;
    }

    /// <summary>Notes where a batch lies, and whether it tells times.</summary>
    /// <param name="batch">The batch, not empty.</param>
    /// <param name="firstPacket">0-based number of its first packet in the whole capture.</param>
    public void Add(PacketBatch batch, long firstPacket)
    {
        var piece = new Piece(firstPacket - batch.FirstFrame, firstPacket, batch.FileIndex);
        if (_pieces.Count == 0 || _pieces[^1].FileIndex != piece.FileIndex || _pieces[^1].Shift != piece.Shift)
            _pieces.Add(piece);
        HasTimes = HasTimes || batch.Packets[0].Time != default || batch.Packets[^1].Time != default;
    }

    /// <summary>The frame of a packet.</summary>
    public FrameNumber Locate(long packet)
    {
        int at = _pieces.Count - 1;
        while (at > 0 && _pieces[at].FirstPacket > packet)
            at--;
        return new FrameNumber(_pieces[at].FileIndex, packet - _pieces[at].Shift);
    }

    private readonly record struct Piece(long Shift, long FirstPacket, int FileIndex);
}
