namespace TeardownTrace.Capture.Tests;

/// <summary>Captures from the world: as many packets as the other tools count, and damage where they find it.</summary>
public class SharedCaptureTests
{
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
}
