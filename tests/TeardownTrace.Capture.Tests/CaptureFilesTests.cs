using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>Which files are one capture, and how pieces are read.</summary>
public sealed class CaptureFilesTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("trace.pcap", "trace.pcap1", "trace.pcap2")] // tcpdump -C: the first has no number
    [InlineData("trace_00009_20240101115959.pcap", "trace_00010_20240101120000.pcap", "trace_00011_20240101120001.pcap")] // dumpcap -b
    [InlineData("eth-08:59.pcap", "eth-09:00.pcap", "eth-10:01.pcap")] // tcpdump -G
    public void Pieces_are_one_capture_in_time_order_whatever_the_order_given(string first, string second, string third)
    {
        string[] paths = [Pcap(first, 0, 9), Pcap(second, 10, 19), Pcap(third, 20, 29)];

        CaptureFileSet set = Assert.Single(CaptureFiles.Find([paths[2], paths[0], paths[1]]));

        Assert.Equal(paths, set.Files);
        using IPacketSource source = set.Open(new CaptureFileOptions());
        CaptureReading reading = CaptureReading.Of(source);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i * Second), reading.Packets.Select(packet => packet.Nanoseconds));
        Assert.Equal([(0, 1L), (0, 10L), (1, 1L), (1, 10L), (2, 1L), (2, 10L)], reading.Packets.Where((_, i) => i % 10 is 0 or 9).Select(packet => (packet.File, packet.Frame)));
        Assert.Single(reading.Interfaces);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Compressed_pieces_are_joined()
    {
        string[] paths = [Pcap("a1.pcap.gz", 0, 9), Pcap("a2.pcap.gz", 10, 19)];
        foreach (string path in paths)
            File.WriteAllBytes(path, ReadingWays.Gzip(File.ReadAllBytes(path)));

        Assert.Equal([paths], CaptureFiles.Find(paths).Select(set => set.Files));
    }

    /// <summary>tcpdump -z gzip and the like: what is finished is compressed, what is being written is not.</summary>
    [Theory]
    [InlineData("a1.pcap.gz", "a2.pcap.gz", "a3.pcap")]
    [InlineData("a1.pcap", "a2.pcap.gz", "a3.pcap")]
    public void Compressed_pieces_and_plain_ones_are_one_capture(string first, string second, string third)
    {
        string[] paths = [Pcap(first, 0, 9), Pcap(second, 10, 19), Pcap(third, 20, 29)];
        foreach (string path in paths.Where(path => path.EndsWith(".gz", StringComparison.Ordinal)))
            File.WriteAllBytes(path, ReadingWays.Gzip(File.ReadAllBytes(path)));

        Assert.Equal([paths], CaptureFiles.Find([paths[2], paths[0], paths[1]]).Select(set => set.Files));
    }

    [Fact]
    public void A_compressed_copy_of_a_piece_is_a_capture_of_its_own()
    {
        string[] paths = [Pcap("a1.pcap", 0, 9), Pcap("a2.pcap", 10, 19), Pcap("a3.pcap", 20, 29)];
        string copy = paths[1] + ".gz";
        File.WriteAllBytes(copy, ReadingWays.Gzip(File.ReadAllBytes(paths[1])));

        Assert.Equal([paths, [copy]], CaptureFiles.Find([.. paths, copy]).Select(set => set.Files));
    }

    /// <summary>dumpcap numbers its pieces: one that was deleted or not copied is known by that, however short.</summary>
    [Theory]
    [InlineData("a_00007_20240101120000.pcap", "a_00009_20240101120010.pcap.gz", false)]
    [InlineData("a_00007_20240101120000.pcap.gz", "a_00001_20240101120010.pcap", false)]
    [InlineData("a_99999_20240101120000.pcap", "a_00000_20240101120010.pcap", true)]
    [InlineData("a-00007-20240101120000.pcap", "a-00009-20240101120010.pcap", true)]
    [InlineData("a_12007_2024.pcap", "a_12009_2024.pcap", true)]
    public void Pieces_between_which_one_is_missing_are_not_joined(string first, string second, bool areJoined)
    {
        string[] paths = [Pcap(first, 0, 9), Pcap(second, 10, 19)];
        string[][] captures = areJoined ? [paths] : [[paths[0]], [paths[1]]];

        Assert.Equal(captures, CaptureFiles.Find(paths).Select(set => set.Files));
    }

    [Fact]
    public void Long_pieces_are_recognised_by_their_ends_alone()
    {
        // More than the tail that is looked at, and packets full of what looks like record headers at odd offsets.
        string[] paths = [Pcap("a1", 0, 20_000, step: Second / 100, size: 90), Pcap("a2", 200, 20_200, step: Second / 100, size: 90)];

        Assert.Equal([paths], CaptureFiles.Find(paths).Select(set => set.Files));
    }

    [Fact]
    public void Pcapng_pieces_are_joined()
    {
        string[] paths = [PcapNg("a1", 0, 3000), PcapNg("a2", 3001, 6000)];

        Assert.Equal([paths], CaptureFiles.Find(paths).Select(set => set.Files));
    }

    [Fact]
    public void Files_whose_times_overlap_are_not_joined() =>
        AssertApart(Pcap("a1.pcap", 0, 10), Pcap("a2.pcap", 5, 15));

    [Fact]
    public void Long_files_whose_times_overlap_are_not_joined() =>
        AssertApart(Pcap("a1.pcap", 0, 20_000), Pcap("a2.pcap", 15_000, 30_000));

    [Fact]
    public void Pcapng_files_whose_times_overlap_are_not_joined() =>
        AssertApart(PcapNg("a1.pcapng", 0, 3000), PcapNg("a2.pcapng", 2000, 5000));

    [Fact]
    public void Files_long_after_each_other_are_not_joined() =>
        AssertApart(Pcap("a1.pcap", 0, 10), Pcap("a2.pcap", 100, 110));

    [Fact]
    public void Files_of_one_packet_are_joined_when_close()
    {
        string[] paths = [Pcap("a1.pcap", 0, 0), Pcap("a2.pcap", 1, 1)];

        Assert.Equal([paths], CaptureFiles.Find(paths).Select(set => set.Files));
    }

    [Fact]
    public void Files_of_different_link_types_are_not_joined() =>
        AssertApart(Pcap("a1.pcap", 0, 9), Pcap("a2.pcap", 10, 19, linkType: 101));

    [Fact]
    public void Files_of_different_formats_are_not_joined() =>
        AssertApart(Pcap("a1", 0, 9), PcapNg("a2", 10, 19));

    [Fact]
    public void Files_of_different_names_are_not_joined() =>
        AssertApart(Pcap("a1.pcap", 0, 9), Pcap("b1.pcap", 10, 19));

    [Fact]
    public void The_same_file_twice_is_two_captures()
    {
        string path = Pcap("a1.pcap", 0, 9);

        AssertApart(path, path);
    }

    [Fact]
    public void Joining_can_be_forced_and_forbidden()
    {
        string[] unlike = [Pcap("b.pcap", 100, 110), Pcap("a.pcap", 0, 10)];
        string[] alike = [Pcap("c1.pcap", 0, 9), Pcap("c2.pcap", 10, 19)];

        Assert.Equal([[unlike[1], unlike[0]]], CaptureFiles.Find(unlike, JoinPieces.Always).Select(set => set.Files));
        Assert.Equal([[alike[0]], [alike[1]]], CaptureFiles.Find(alike, JoinPieces.Never).Select(set => set.Files));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_piece_that_is_gone_when_its_turn_comes_is_a_problem_and_the_rest_is_read(int gone)
    {
        string[] paths = [Pcap("a1", 0, 9), Pcap("a2", 10, 19), Pcap("a3", 20, 29)];
        CaptureFileSet set = Assert.Single(CaptureFiles.Find(paths));
        File.Delete(paths[gone]);

        using IPacketSource source = set.Open(new CaptureFileOptions());
        CaptureReading reading = CaptureReading.Of(source);

        Assert.Equal(20, reading.Packets.Count);
        Assert.Equal((paths[gone], null), reading.Problems.Select(problem => (problem.File, problem.Offset)).Single());
        Assert.Equal(Enumerable.Range(0, 3).Where(piece => piece != gone), reading.Packets.Select(packet => packet.File).Distinct());
    }

    [Fact]
    public void Patterns_find_files_in_order_and_what_cannot_be_read_stands_alone()
    {
        string[] paths = [Pcap("b.pcap", 0, 1), Pcap("a.pcap", 0, 1)];
        _folder.Write(".hidden.pcap", [1]);
        string missing = _folder.Path("missing.pcap");

        Assert.Equal(
            [paths[1], paths[0], missing, "-"],
            CaptureFiles.Find([_folder.Path("?.pca*"), missing, "-"]).Select(set => set.Files.Single()));
        Assert.Equal([paths[1], paths[0]], CaptureFiles.Find([Path.Join(Path.GetDirectoryName(paths[0])![..^2] + "*", "*.pcap")]).Select(set => set.Files.Single()));
        Assert.Throws<CaptureException>(() => CaptureFiles.Find([_folder.Path("*.none")]).Single().Open(new CaptureFileOptions()));
    }

    [Fact]
    public void Progress_ends_at_the_size_of_all_pieces()
    {
        string[] paths = [Pcap("a1", 0, 9), Pcap("a2", 10, 19)];
        long size = paths.Sum(path => new FileInfo(path).Length);

        using IPacketSource source = CaptureFiles.Find(paths).Single().Open(new CaptureFileOptions());
        _ = CaptureReading.Of(source);

        Assert.Equal(new CaptureProgress(size, size), source.Progress);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertApart(params string[] paths) =>
        Assert.Equal(paths.Select(path => new[] { path }), CaptureFiles.Find(paths).Select(set => set.Files));

    private string Pcap(string name, long from, long to, int linkType = 1, long step = Second, int size = 60)
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file, linkType);
        byte[] packet = new byte[size];
        // Looks like a record header when read at the wrong place.
        packet[8] = 16;
        packet[12] = 16;
        for (long time = from * Second; time <= (step == Second ? to * Second : (from * Second) + ((to - from) * step)); time += step)
            writer.Write(time, packet);
        return _folder.Write(name, file.ToArray());
    }

    private string PcapNg(string name, long from, long to)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file, ByteOrder.BigEndian);
        writer.AddInterface(resolution: 9);
        for (long time = from; time <= to; time++)
            writer.WritePacket((ulong)(time * Second), new byte[300]);
        return _folder.Write(name, file.ToArray());
    }
}
