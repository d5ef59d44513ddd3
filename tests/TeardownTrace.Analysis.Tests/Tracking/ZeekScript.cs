using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>
/// Segments in one line: <c>&gt;</c> from the client, <c>&lt;</c> from the server, then flags by their first letter, payload bytes, and
/// marks: <c>~</c> ends in old data, <c>!</c> reveals a gap of the peer, <c>w</c> a zero window. "&gt;S &lt;SA &gt;A &gt;A10 &lt;A!".
/// </summary>
internal static class ZeekScript
{
    public const ushort ClientPort = 40000;

    /// <summary>A server port that Zeek does not know.</summary>
    public const ushort OddPort = 4444;

    public static ZeekView Play(string script, ushort serverPort = OddPort)
    {
        ZeekView view = default;
        bool isFirst = true;
        foreach (string token in script.Split(' '))
        {
            bool fromClient = token[0] == '>';
            (TcpSegment segment, ZeekFacts facts) = Parse(token.AsSpan(1));
            if (isFirst)
            {
                view = fromClient
                    ? ZeekView.Begin(segment, fromClient, ClientPort, serverPort)
                    : ZeekView.Begin(segment, fromClient, serverPort, ClientPort);
                isFirst = false;
            }

            view.Observe(segment, fromClient, facts);
        }

        return view;
    }

    public static (TcpSegment Segment, ZeekFacts Facts) Parse(ReadOnlySpan<char> token)
    {
        TcpSegment segment = default;
        segment.Window = 1000;
        ZeekFacts facts = ZeekFacts.None;
        foreach (char c in token)
        {
            switch (c)
            {
                case 'S': segment.Flags |= TcpFlags.Syn; break;
                case 'A': segment.Flags |= TcpFlags.Ack; break;
                case 'F': segment.Flags |= TcpFlags.Fin; break;
                case 'R': segment.Flags |= TcpFlags.Rst; break;
                case 'w': segment.Window = 0; break;
                case '~': facts |= ZeekFacts.EndsInOldData; break;
                case '!': facts |= ZeekFacts.RevealsGap; break;
                case >= '0' and <= '9': segment.PayloadLength = (segment.PayloadLength * 10) + (uint)(c - '0'); break;
                default: throw new ArgumentException($"'{c}' is no part of a segment; flags S A F R, digits, marks ~ ! w", nameof(token));
            }
        }

        return (segment, facts);
    }
}
