using TeardownTrace.Analysis.Recent;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Cli.Live;

/// <summary>What <c>live --write</c> keeps: recent packets in memory, and those of flagged connections in files.</summary>
internal sealed class PacketRing : IDisposable
{
    private readonly RecentPackets _recent;
    private readonly FlaggedPackets _files;
    private readonly string _path;

    private PacketRing(RecentPackets recent, FlaggedPackets files, RememberedSource packets, string path)
    {
        _recent = recent;
        _files = files;
        Packets = packets;
        _path = path;
    }

    /// <summary>The source's packets, remembered as they are read: what the engine is to read from.</summary>
    internal IPacketSource Packets { get; }

    /// <summary>What went wrong for good, in one line; null where nothing did.</summary>
    internal string? Failure => _files.LostRuns == 0 ? null
        : $"--write {_path}: {_files.LostRuns} pieces, each of a connection's packets, could not be written";

    /// <summary>What was kept, in one line.</summary>
    internal string Summary
    {
        get
        {
            string became = _files.LostRuns == 0 ? "were written" : "were to be written, and some of them are lost";
            string kept = $"--write {_path}: {_files.Packets} packets of {_files.Connections} connections {became}";
            return _files.LeftMemory == 0
                ? kept
                : $"{kept}; {_files.LeftMemory} packets of such connections had left memory, which holds the last {ReachSeconds} s: --write-memory makes it larger";
        }
    }

    private long ReachSeconds => _recent.ReachNs / Timestamp.NanosecondsPerSecond;

    /// <summary>Creates the first file and sets the memory aside. Old files are kept until <see cref="Begin"/>.</summary>
    /// <param name="settings">What is kept.</param>
    /// <param name="live">What else the run writes, and how files rotate.</param>
    /// <param name="source">The packets.</param>
    /// <param name="now">The time it is.</param>
    /// <param name="ring">What was opened.</param>
    /// <returns>What is wrong, in one line; null where nothing is.</returns>
    internal static string? Open(PacketRingSettings settings, LiveSettings live, IPacketSource source, Timestamp now, out PacketRing? ring)
    {
        ring = null;
        if (FileIdentity.Of(settings.Path) is FileIdentity file && live.Judging.Outputs.Any(output => output.Identity == file))
            return $"{settings.Path}: is written as a table; choose another name for --write";

        try
        {
            PacketRing? opened = null;
            string? mistake = OutputFile.Create(settings.Path, "write", () =>
            {
                RecentPackets recent = new(settings.MemoryBytes);
                RotationOptions rotation = FlaggedPackets.RotationFor(live.Rotation);
                FlaggedPackets files = new(settings.Path, recent, source.Interfaces, settings.Only, rotation, $"{Entry.Name} {Entry.Version}", now);
                opened = new PacketRing(recent, files, new RememberedSource(source, recent), settings.Path);
            });
            ring = opened;
            return mistake;
        }
        catch (OutOfMemoryException)
        {
            return $"--write-memory: {settings.MemoryBytes / OptionRules.BytesPerMegabyte} MB cannot be had; give less";
        }
    }

    /// <summary>To be called once, before the first connection: old files give way to new ones from now on.</summary>
    internal void Begin() => _files.Begin();

    /// <summary>Ends before the first connection, and leaves no file that was not there before.</summary>
    internal void Withdraw() => _files.Withdraw();

    /// <summary>Writes the packets of connections that became final.</summary>
    internal void Take(ReadOnlySpan<ConnectionReport> reports) => _files.Write(reports);

    /// <summary>To be called every second.</summary>
    internal void Flush(Timestamp now) => _files.Flush(now);

    /// <summary>Takes the lines that an operator should read, such as that a disk is full.</summary>
    internal IEnumerable<string> TakeNotices()
    {
        while (_files.TryTakeNotice(out string? notice))
            yield return notice;
    }

    /// <summary>Finishes the file. The source is its owner's to end.</summary>
    public void Dispose() => _files.Dispose();
}
