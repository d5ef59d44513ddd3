using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>Expected values are tshark 4.0's for streams of these segments in public captures.</summary>
public sealed class CompletenessMaskTests
{
    [Theory]
    [InlineData(">S", 1)]
    [InlineData(">S >S >S", 1)]
    [InlineData(">S <SA >R", 35)]
    [InlineData(">S <R", 33)]
    [InlineData(">S <RA", 37)]
    [InlineData(">S <SA >A >A10 >FA <A <A", 31)]
    [InlineData(">S <SA >A >FA <A", 23)]
    [InlineData(">S <SA >A >A10 <A10 >R", 47)]
    [InlineData(">S >S <FA <FA", 21)]
    [InlineData(">S86 <SA", 11)]
    [InlineData(">S <SA10", 3)]
    [InlineData("<SA >A >A1~ <A", 14)]
    [InlineData(">A10 <A", 12)]
    [InlineData("<SA >S", 2)]
    public void Bits_are_those_of_Wireshark(string script, int mask) => Assert.Equal(mask, MaskOf(script));

    [Theory]
    [InlineData(">FA", 0)]
    [InlineData(">A10", 0)]
    [InlineData(">R", 0)]
    [InlineData("<SA", 0)]
    [InlineData(">SFR", 1)]
    [InlineData(">S86", 9)]
    public void Of_a_lone_packet_Wireshark_counts_the_SYN_only(string script, int mask) => Assert.Equal(mask, MaskOf(script));

    private static int MaskOf(string script)
    {
        byte mask = 0;
        int packets = 0;
        foreach (string token in script.Split(' '))
        {
            (TcpSegment segment, _) = ZeekScript.Parse(token.AsSpan(1));
            mask |= packets++ == 0 ? CompletenessMask.First(segment) : CompletenessMask.Later(segment);
        }

        return CompletenessMask.Shown(mask, packets);
    }
}
