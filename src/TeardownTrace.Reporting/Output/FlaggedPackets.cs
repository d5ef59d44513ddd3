using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using TeardownTrace.Analysis.Recent;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Capture.Formats;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// The packets of connections that deserve a look, in pcapng files that rotate: when a connection's report is final, those of its packets that are
/// still in memory are written together, in capture order. The first carries what the report says as a comment, and each
/// that the report names carries its frame number, which counts the capture's packets and not the file's.
/// <para>Without tokens a connection is written when it is flagged: it has a flag, a verdict beyond the plain close, or an inconclusive one. One
/// that was only still open when the capture ended is not.</para>
/// </summary>
public sealed class FlaggedPackets : IDisposable
{
    /// <summary>Bytes of packets that are given to the file at once: a connection of no more stays in one file.</summary>
    private const int RunBytes = 64 * 1024;

    private const long DefaultFileBytes = 100_000_000;
    private const int DefaultFiles = 10;

    private readonly RecentPackets _recent;
    private readonly IReadOnlyList<CaptureInterface> _interfaces;
    private readonly IReadOnlyList<VocabularySelector> _only;
    private readonly string _application;
    private readonly int _described;
    private readonly ArrayBufferWriter<byte> _run = new(RunBytes * 2);
    private readonly PcapNgWriter _blocks;
    private readonly TextBuffer _comment = new();
    private readonly RotatingFile _file;
    private Timestamp _now;

    /// <summary>Opens the first file. What was there before stays as it was until <see cref="Begin"/>.</summary>
    /// <param name="path">The file's name; where files rotate, the time comes before its extension.</param>
    /// <param name="recent">The packets in memory.</param>
    /// <param name="interfaces">The source's interfaces, also those that come later.</param>
    /// <param name="only">What is written; empty for every flagged connection.</param>
    /// <param name="rotation">When and how files rotate; see <see cref="RotationFor"/>.</param>
    /// <param name="application">The program and its version, which the files tell.</param>
    /// <param name="now">The time it is, by the caller's clock, in Unix time.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public FlaggedPackets(
        string path,
        RecentPackets recent,
        IReadOnlyList<CaptureInterface> interfaces,
        IReadOnlyList<VocabularySelector> only,
        RotationOptions rotation,
        string application,
        Timestamp now)
    {
        ArgumentNullException.ThrowIfNull(recent);
        ArgumentNullException.ThrowIfNull(interfaces);
        ArgumentNullException.ThrowIfNull(only);
        _recent = recent;
        _interfaces = interfaces;
        _only = only;
        _application = application;
        _now = now;
        _blocks = new PcapNgWriter(_run);
        _described = interfaces.Count;
        BeginSection();
        byte[] preamble = _run.WrittenSpan.ToArray();
        _run.ResetWrittenCount();
        _file = new RotatingFile(path, new FileLayout(preamble, PcapNgWriter.WholeLength), rotation, now);
    }

    /// <summary>The file being written, or the last one where none is.</summary>
    public string Path => _file.Path;

    /// <summary>Connections of which packets were given to the files; see <see cref="LostRuns"/>.</summary>
    public long Connections { get; private set; }

    /// <summary>Packets given to the files; see <see cref="LostRuns"/>.</summary>
    public long Packets { get; private set; }

    /// <summary>Packets of connections to be written that had left memory by then.</summary>
    public long LeftMemory { get; private set; }

    /// <summary>Runs of packets, of <c>64</c> KiB at most or a single packet, that no file took. Readable on any thread.</summary>
    public long LostRuns => _file.LostRecords;

    /// <summary>How packets rotate where rows rotate so: rows are not packets, and without a limit of its own the ring is ten files of 100 MB.</summary>
    /// <param name="rows">How rows rotate.</param>
    public static RotationOptions RotationFor(RotationOptions rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RotationOptions packets = rows with { Records = null };
        return packets.IsRotating ? packets : packets with { SizeBytes = DefaultFileBytes, Keep = rows.Keep ?? DefaultFiles };
    }

    /// <summary>To be called once, before the first connection; see <see cref="RotatingTable.Begin"/>.</summary>
    /// <exception cref="IOException">The file cannot be emptied.</exception>
    public void Begin() => _file.Begin();

    /// <summary>Ends before the first connection, and leaves no file that was not there before.</summary>
    public void Withdraw() => _file.Withdraw();

    /// <summary>Writes the packets of the connections to be written among these.</summary>
    /// <param name="reports">Connections that became final.</param>
    public void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        foreach (ref readonly ConnectionReport report in reports)
        {
            if (IsToBeWritten(report))
                Write(report);
        }
    }

    /// <summary>Writes what waits; see <see cref="RotatingFile.Flush"/>. To be called every second.</summary>
    /// <param name="now">The time it is.</param>
    public void Flush(Timestamp now)
    {
        _now = now;
        _file.Flush(now);
    }

    /// <summary>Takes a line for the operator, such as that the disk is full; see <see cref="RotatingFile.TryTakeNotice"/>.</summary>
    public bool TryTakeNotice([NotNullWhen(true)] out string? notice) => _file.TryTakeNotice(out notice);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool IsToBeWritten(in ConnectionReport report) =>
        _only.Count == 0 ? IsFlagged(in report) : VocabularySelector.AnyMatches(_only, in report);

    private static bool IsFlagged(in ConnectionReport report) =>
        report.CloseKind is not (CloseKind.Graceful or CloseKind.Open)
        || report.Flags != ConnectionFlags.None
        || report.LostFinalAck != LostFinalAck.None
        || report.SynReuse != SynReuse.None
        || report.Confidence == Confidence.Inconclusive;

    private void Write(in ConnectionReport report)
    {
        RecentConnection connection = _recent.Take(in report);
        LeftMemory += connection.Lost;
        Packets += connection.Count;
        Connections += connection.Count > 0 ? 1 : 0;
        for (int i = 0; i < connection.Count; i++)
        {
            RecentPacket packet = connection[i];
            if (_run.WrittenCount == 0 && _interfaces.Count > _described)
                BeginSection();
            _comment.Clear();
            if (i == 0)
                AppendReport(in report, packet.Frame, connection.Lost);
            else
                AppendRole(in report, packet.Frame);
            _blocks.WritePacket(packet.InterfaceIndex, packet.Time, packet.Bytes, packet.OriginalLength, _comment.Written);
            if (_run.WrittenCount >= RunBytes)
                EndRun();
        }

        EndRun();
    }

    /// <summary>
    /// Begins a section with all interfaces. Files begin with one; where interfaces have come since, which their beginning cannot know, so does every
    /// run of packets.
    /// </summary>
    private void BeginSection()
    {
        _blocks.BeginSection(_application);
        foreach (CaptureInterface captureInterface in _interfaces)
            _blocks.AddInterface(captureInterface);
    }

    private void EndRun()
    {
        if (_run.WrittenCount > 0)
            _file.Append(_run.WrittenSpan, _now);
        _run.ResetWrittenCount();
    }

    private void AppendReport(in ConnectionReport report, FrameNumber frame, long lost)
    {
        _comment.Append($"Connection {report.Id}, ");
        _comment.Append(Vocabulary.CloseKinds[(int)report.CloseKind].Token);
        _comment.Append(": "u8);
        Explanation.Append(_comment, in report);
        _comment.Append($" Frames are numbered as they were captured; this is {frame}");
        if (lost > 0)
            _comment.Append($", and {lost} packets of the connection had left memory");
        _comment.Append((byte)'.');
    }

    /// <summary>Names the packet's part in the close, where it has one.</summary>
    private void AppendRole(in ConnectionReport report, FrameNumber frame)
    {
        AppendRole(report.ClientFinFrame, frame, "the client's FIN"u8);
        AppendRole(report.ClientFinAckFrame, frame, "acknowledges the client's FIN"u8);
        AppendRole(report.ServerFinFrame, frame, "the server's FIN"u8);
        AppendRole(report.ServerFinAckFrame, frame, "acknowledges the server's FIN"u8);
        AppendRole(report.RstFrame, frame, "the RST that counts"u8);
    }

    private void AppendRole(FrameNumber? named, FrameNumber frame, ReadOnlySpan<byte> role)
    {
        if (named != frame)
            return;
        if (_comment.Length == 0)
            _comment.Append($"Frame {frame.Number}: ");
        else
            _comment.Append("; "u8);
        _comment.Append(role);
    }
}
