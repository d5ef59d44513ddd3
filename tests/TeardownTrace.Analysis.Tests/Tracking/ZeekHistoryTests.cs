using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tests.Tracking;

public sealed class ZeekHistoryTests
{
    [Fact]
    public void Every_code_has_the_letter_that_the_layout_draws()
    {
        ZeekHistory history = default;
        for (int code = 1; code <= ZeekHistory.Flipped; code++)
            history = history.Append(code);
        Assert.Equal("SHADFRGTWIQshadfrgtwiq^", history.ToString());
    }

    [Fact]
    public void It_holds_24_letters_and_leaves_out_the_rest()
    {
        ZeekHistory history = default;
        for (int i = 0; i < ZeekHistory.MaxLength; i++)
        {
            Assert.Equal(i, history.Length);
            history = history.Append(i == ZeekHistory.MaxLength - 1 ? ZeekHistory.Flipped : ZeekHistory.Data);
        }

        Assert.Equal(new string('D', 23) + "^", history.ToString());
        Assert.Equal(history, history.Append(ZeekHistory.Syn));
    }

    [Fact]
    public void It_writes_no_further_than_there_is_room()
    {
        Span<byte> room = stackalloc byte[2];
        ZeekHistory history = default(ZeekHistory)
            .Append(ZeekHistory.Syn).Append(ZeekHistory.SynAck + ZeekHistory.ServerOffset).Append(ZeekHistory.Ack);
        Assert.Equal(2, history.Format(room));
        Assert.Equal("Sh", Encoding.ASCII.GetString(room));
    }

    [Fact]
    public void An_empty_history_has_no_letters() => Assert.Equal("", default(ZeekHistory).ToString());
}
