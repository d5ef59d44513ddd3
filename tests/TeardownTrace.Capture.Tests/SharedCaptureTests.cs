using System.Collections.Concurrent;
using TeardownTrace.Capture.Input;
using TeardownTrace.Testing;

namespace TeardownTrace.Capture.Tests;

/// <summary>Captures from the world: as many packets as the other tools count, and damage where they find it.</summary>
public class SharedCaptureTests
{
    private const int NanosecondsPerMicrosecond = 1000;

    [Fact]
    public void Every_real_capture_has_the_packets_its_manifest_tells()
    {
        string manifest = SharedCaptures.Path("real/MANIFEST.tsv");
        string[][] lines = [.. File.ReadLines(manifest).Select(line => line.Split('\t'))];
        int file = Array.IndexOf(lines[0], "file");
        int packets = Array.IndexOf(lines[0], "packets");
        int error = Array.IndexOf(lines[0], "error");
        int format = Array.IndexOf(lines[0], "format");
        var wrong = new List<string>();
        foreach (string[] line in lines.Skip(1))
        {
            if (line[format] == "snoop" || line[file] == "bad-link-type-field.pcap")
                continue;
            CaptureReading reading = CaptureReading.Of(SharedCaptures.Path("real/" + line[file]));
            if (reading.Packets.Count != int.Parse(line[packets]) || (reading.Problems.Count > 0) != line[error].Contains("The file \"FILE\"", StringComparison.Ordinal))
                wrong.Add($"{line[file]}: {reading.Packets.Count} packets, expected {line[packets]}; {string.Join("; ", reading.Problems)}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_frame_is_numbered_timed_and_measured_as_tshark_does()
    {
        string[] files = [.. SharedCaptures.Names().Select(SharedCaptures.Path).Where(IsComparable)];
        Assert.SkipWhen(files.Length == 0, "the shared captures are not on this machine");
        Assert.SkipUnless(Tshark.IsInstalled, "tshark is not installed");
        var wrong = new ConcurrentQueue<string>();

        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            string[] expected = [.. Tshark.Frames(file).Select(Describe)];
            string[] actual = [.. CaptureReading.Of(file).Packets.Select(Describe)];
            if (!expected.SequenceEqual(actual))
                wrong.Enqueue($"{file}: {expected.Except(actual).FirstOrDefault()} is {actual.Except(expected).FirstOrDefault()}");
        });

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_way_bytes_come_makes_no_difference()
    {
        string[] files = [.. SharedCaptures.Names("fmt-*").Select(SharedCaptures.Path)];
        Assert.SkipWhen(files.Length == 0, "the shared captures are not on this machine");
        var tiny = new InputTuning { WindowBytes = 1000, BlockBytes = 1000, HeadroomBytes = 100, BlocksAhead = 1 };

        foreach (string file in files)
        {
            CaptureReading reading = CaptureReading.Of(file);
            Assert.Equal(reading.Packets, CaptureReading.Of(file, tiny).Packets);
            Assert.Equal(reading.Packets, CaptureReading.Of(file, tiny with { UseWindows = false }).Packets);
        }
    }

    [Fact]
    public void A_link_type_field_that_is_damaged_is_refused_as_tshark_does() =>
        Assert.Throws<CaptureException>(() => CaptureReading.Of(SharedCaptures.Path("real/bad-link-type-field.pcap")));

    [Fact]
    public void Microseconds_out_of_range_are_a_carry_or_nothing() =>
        Assert.Equal(
            [1418145369_999999000, 1418145371_000000000, 1418145370_000000000],
            CaptureReading.Of(SharedCaptures.Path("real/odd-time-stamps.pcap")).Packets.Select(packet => packet.Nanoseconds));

    /// <summary>tshark refuses the one, and prints a carry of its own kind for the other.</summary>
    private static bool IsComparable(string file) => file.Contains("/real/", StringComparison.Ordinal)
        && Path.GetFileName(file) is not ("bad-link-type-field.pcap" or "odd-time-stamps.pcap");

    private static string Describe(PacketRow packet) =>
        $"{packet.Frame} {packet.Nanoseconds} {packet.CapturedLength} {packet.OriginalLength}";

    /// <summary>tshark prints the fraction as it stands, also where it is a second and more, and negative counts as times long after 2262.</summary>
    private static string Describe(string tsharkLine)
    {
        string[] fields = tsharkLine.Split('\t');
        string[] time = fields[1].Split('.');
        Int128 nanoseconds = (Int128.Parse(time[0]) * Timestamp.NanosecondsPerSecond) + long.Parse(time[1]);
        if (nanoseconds > long.MaxValue)
            nanoseconds -= ((Int128)ulong.MaxValue + 1) * NanosecondsPerMicrosecond;
        return $"{fields[0]} {nanoseconds} {fields[2]} {fields[3]}";
    }
}
