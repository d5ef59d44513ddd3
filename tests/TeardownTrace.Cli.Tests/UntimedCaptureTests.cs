using System.Buffers.Binary;
using System.Text.Json;
using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Cli.Tests;

/// <summary>Simple Packet Blocks have no time (draft-ietf-opsawg-pcapng, section 4.4): what is not known is empty, and no packet was captured in 1970.</summary>
public sealed class UntimedCaptureTests
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;
    private const int LengthOffset = 8;
    private const int RawLink = 101;
    private const string Times = "start_time,end_time,duration_s,reuse_gap_s,reuse_delay_s,time_wait_start,close_duration_s,half_close_s,close_wait_s";

    private static readonly byte[] Timed = new SmallCapture().Reused(40000).Bytes;

    [Fact]
    public void Columns_of_time_are_empty_and_the_others_as_with_times()
    {
        using TemporaryFolder folder = new();
        string untimed = folder.Write("a.pcapng", Untimed());
        const string Others = "client_port,handshake,close_kind,active_closer,time_wait_holder,confidence,wireshark_filter";

        Assert.Equal($"{Times}\r\n,,,,,,,,\r\n,,,,,,,,\r\n", Csv(untimed, Times));
        Assert.Equal(Csv(folder.Write("a.pcap", Timed), Others), Csv(untimed, Others));
    }

    [Fact]
    public void The_screen_tells_it_in_place_of_the_times()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Run("analyze", folder.Write("a.pcapng", Untimed()));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("no timestamps", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("1970", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "a.pcapng")]
    [InlineData("2026-11-21T04:50:31.000000Z", "a.pcapng", "b.pcap")]
    [InlineData("2026-11-21T04:50:31.000000Z", "b.pcap", "a.pcapng")]
    public void Totals_begin_with_the_first_packet_that_has_a_time(string? first, params string[] captures)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcapng", Untimed());
        folder.Write("b.pcap", Timed);
        CommandResult result = TeardownTraceCommand.Run(["analyze", .. captures.Select(folder.Path), "--json", "-"]);
        using var totals = JsonDocument.Parse(result.Output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(first, totals.RootElement.GetProperty("totals").GetProperty("first_time").GetString());
    }

    private static string Csv(string capture, string fields) => TeardownTraceCommand.Run("analyze", capture, "--csv", "-", "--fields", fields).Output;

    /// <summary>The packets of <see cref="Timed"/>, each in a Simple Packet Block.</summary>
    private static byte[] Untimed()
    {
        using MemoryStream stream = new();
        var writer = new PcapNgFileWriter(stream);
        writer.AddInterface(RawLink);
        ReadOnlySpan<byte> rest = Timed.AsSpan(FileHeader);
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[LengthOffset..]);
            writer.WriteSimplePacket(rest.Slice(RecordHeader, length));
            rest = rest[(RecordHeader + length)..];
        }

        return stream.ToArray();
    }
}
