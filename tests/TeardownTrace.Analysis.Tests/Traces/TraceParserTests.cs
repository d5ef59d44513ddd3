using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>The trace language: what its lines mean, and what its errors advise.</summary>
public sealed class TraceParserTests
{
    private const string Header = "# A case.\n10.0.0.1:40000 > 10.0.0.2:80\n";
    private const string Verdict = "\nclose_kind open\n";

    [Fact]
    public void A_segment_line_fills_every_field()
    {
        TraceFrame frame = Single("isn client 1000 server 5000\n+0.5 < FP. 1:11(10) ack 3 win 7 <ts 100 200, wscale 7, mss 1460> [ttl 60] [id 77]");

        Assert.Equal(TraceClock.Epoch + 500_000_000, frame.Time);
        Assert.False(frame.FromClient);
        Assert.Equal("10.0.0.2:80", frame.Source.ToString());
        Assert.Equal(TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Ack, frame.Flags);
        Assert.Equal((5001u, 1003u, 10u, (ushort)7), (frame.Sequence, frame.Acknowledgment, frame.PayloadLength, frame.Window));
        Assert.Equal(new TraceTimestamps(100, 200), frame.Timestamps);
        Assert.Equal(((byte?)7, (ushort?)1460, (byte)60, (ushort)77), (frame.WindowScale, frame.MaximumSegmentSize, frame.HopLimit, frame.Identification));
        Assert.Equal(5012u, frame.End);
    }

    [Fact]
    public void Numbers_count_from_the_isn_in_force_and_wrap()
    {
        TraceScript script = Parse(
            "isn client 4294967295 server 0\n+0 > S 0:0(0)\nisn client +3\n+0 > S 0:0(0)\n+0 > . 1:1(0) ack 1 old\nseq abs\n+0 > . 9:9(0) ack 8");

        Assert.Equal([4294967295u, 2u, 0u, 9u], script.Frames.Select(frame => frame.Sequence));
        Assert.Equal([0u, 0u, 1u, 8u], script.Frames.Select(frame => frame.Acknowledgment));
    }

    [Fact]
    public void Lost_segments_are_absent_late_ones_later_and_nothing_follows_the_end()
    {
        TraceScript script = Parse("+0 > S 0:0(0) late 30ms\n+0.01 > . 1:1(0) ack 1 lost\n+0 > . 2:2(0) ack 1\nend\n+1 > . 3:3(0) ack 1");

        Assert.Equal([100_002u, 100_000u], script.Frames.Select(frame => frame.Sequence));
        Assert.Equal(20_000_000, script.Frames[1].Time - script.Frames[0].Time);
    }

    [Fact]
    public void A_copy_repeats_all_but_the_hop_limit_and_a_gap_ends_with_a_sign_of_life()
    {
        TraceScript script = Parse("+0 > S 0:0(0)\n+0.001 dup\ngap 70s");

        Assert.Equal(script.Frames[0] with { Time = script.Frames[1].Time, HopLimit = 63 }, script.Frames[1]);
        Assert.True(script.Frames[2].IsFiller);
        Assert.Equal(70_000_000_000, script.Frames[2].Time - script.Frames[1].Time);
    }

    [Fact]
    public void Verdict_lines_name_incarnations_and_options_set_timers()
    {
        TraceScript script = TraceParser.Parse("x.trace", Header.Replace("10.0.0.1", "10.0.0.9", StringComparison.Ordinal) + "--time-wait 30\n+0 > S 0:0(0)\n\n#2 flags -  close_kind open\n");

        Assert.Equal(30_000_000_000, script.Options.TimeWaitNs);
        Assert.Equal([new TraceExpectation(6, 2, "flags", "-"), new TraceExpectation(6, 2, "close_kind", "open")], script.Expectations);
    }

    [Fact]
    public void What_is_written_back_reads_the_same()
    {
        foreach (string name in TraceFolder.Names)
        {
            IReadOnlyList<TraceFrame> frames = TraceFolder.Read(name).Frames;
            string written = TraceFormat.Script("Written back.", frames) + Verdict;
            long shift = frames[0].Time - TraceClock.Epoch;

            Assert.Equal(frames.Where(frame => !frame.IsFiller), TraceParser.Parse(name, written).Frames.Where(frame => !frame.IsFiller)
                .Select(frame => frame with { Time = frame.Time + shift }));
        }
    }

    [Theory]
    [InlineData("10.0.0.1:1 > 10.0.0.2:2\n+0 > S 0:0(0)\nclose_kind open", 1, "intent")]
    [InlineData("# A case.\n+0 > S 0:0(0)\nclose_kind open", 2, "flow is missing")]
    [InlineData("# A case.\n10.0.0.1 > 10.0.0.2\n", 2, "10.0.0.1:40000 > 10.0.0.2:80")]
    [InlineData(Header + "+x > S 0:0(0)", 3, "+0.010")]
    [InlineData(Header + "+0 - S 0:0(0)", 3, "write > (client to server) or <")]
    [InlineData(Header + "+0 > X 0:0(0)", 3, "letters of FSRP.UEW")]
    [InlineData(Header + "+0 > S 0:1(0)", 3, "does not add up")]
    [InlineData(Header + "+0 > S 0:0(0) ack 1", 3, "without '.'")]
    [InlineData(Header + "+0 > . 0:0(0)", 3, "add ack")]
    [InlineData(Header + "+0 > S 0:0(0) <sack>", 3, "ts 100 200")]
    [InlineData(Header + "+0 > S 0:0(0) SYN_SENT", 3, "the client's and the server's")]
    [InlineData(Header + "+0 > S 0:0(0) sometimes", 3, "late 20ms")]
    [InlineData(Header + "+0 dup", 3, "no segment before")]
    [InlineData(Header + "--fast 1", 3, "--time-wait")]
    [InlineData(Header + "gap long", 3, "gap 70s")]
    [InlineData(Header + "isn client x", 3, "isn client 1000")]
    [InlineData(Header + "+0 > S 0:0(0)\nclose_kindness open", 4, "column of the connection table")]
    [InlineData(Header + "+0 > S 0:0(0)\nclose_kind gracefully", 4, "vocabulary")]
    [InlineData(Header + "+0 > S 0:0(0)\n#0 close_kind open", 4, "#2")]
    [InlineData(Header + "+0 > S 0:0(0)", 3, "verdict is missing")]
    public void Errors_name_the_line_and_what_to_write(string text, int line, string advice)
    {
        TraceSyntaxException error = Assert.Throws<TraceSyntaxException>(() => TraceParser.Parse("case.trace", text));

        Assert.StartsWith($"case.trace:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    private static TraceScript Parse(string lines) => TraceParser.Parse("x.trace", Header + lines + Verdict);

    private static TraceFrame Single(string lines) => Assert.Single(Parse(lines).Frames);
}
