using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Testing.Traces;

/// <summary>Reads what follows the time of a segment line: <c>&gt; F. 1:1(0) ack 1 win 512 &lt;ts 100 200&gt; [ttl 64] [id 77] late 20ms FIN_WAIT_1 ESTABLISHED</c>.</summary>
internal sealed class TraceSegmentParser(string file, int line, TraceFlow flow)
{
    private const ushort DefaultWindow = 512;
    private const string FlagLetters = "FSRP.UEW";

    public TraceSegment Parse(TraceTokens tokens, long time)
    {
        bool fromClient = tokens.Take() switch
        {
            ">" => true,
            "<" => false,
            string other => throw Error($"'{other}' is no direction; write > (client to server) or < after the time"),
        };
        TcpFlags flags = ReadFlags(tokens.Take());
        (long start, uint length) = ReadRange(tokens.Take());
        long acknowledgment = ReadAcknowledgment(tokens, flags);
        ushort window = tokens.TryTake("win") ? (ushort)ReadNumber(tokens.Take(), "win 512") : flags.HasFlag(TcpFlags.Rst) ? (ushort)0 : DefaultWindow;
        TraceFrame frame = new()
        {
            Time = time,
            Source = fromClient ? flow.Client : flow.Server,
            Destination = fromClient ? flow.Server : flow.Client,
            FromClient = fromClient,
            Flags = flags,
            PayloadLength = length,
            Window = window,
            Identification = flow.NextIdentification(),
        };
        if (tokens.TryTakeBracketed('<', out string options))
            frame = WithOptions(frame, options);
        frame = WithBrackets(frame, tokens);
        return ReadRest(frame, start, acknowledgment, tokens);
    }

    /// <summary>Reads <c>[ttl 63]</c>, <c>[id 0]</c>, <c>[vlan 7]</c>, <c>[len 0]</c> (IP length), <c>[sum 0]</c> (TCP checksum) and <c>[kept 20]</c> (bytes of the TCP segment).</summary>
    public TraceFrame WithBrackets(TraceFrame frame, TraceTokens tokens)
    {
        while (tokens.TryTakeBracketed('[', out string inside))
        {
            string[] words = inside.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            frame = words switch
            {
                ["ttl", string ttl] => frame with { HopLimit = (byte)ReadNumber(ttl, "[ttl 64]") },
                ["id", string id] => frame with { Identification = (ushort)ReadNumber(id, "[id 77]") },
                ["vlan", string vlan] => frame with { Vlan = (int)ReadNumber(vlan, "[vlan 7]") },
                ["len", string length] => frame with { IpLength = (ushort)ReadNumber(length, "[len 0]") },
                ["sum", string sum] => frame with { Checksum = (ushort)ReadNumber(sum, "[sum 0]") },
                ["kept", string kept] => frame with { Kept = (int)ReadNumber(kept, "[kept 20]") },
                _ => throw Error($"'[{inside}]' is unknown; write [ttl 64], [id 77], [vlan 7], [len 0], [sum 0] or [kept 20]"),
            };
        }

        return frame;
    }

    private TraceSegment ReadRest(TraceFrame frame, long start, long acknowledgment, TraceTokens tokens)
    {
        bool isLost = false;
        long lateness = 0;
        TraceNumbering numbering = flow.IsAbsolute ? default : flow.Numbering;
        List<TcpState> states = [];
        while (!tokens.AtEnd)
        {
            string word = tokens.Take();
            if (word == "lost")
                isLost = true;
            else if (word == "old")
                numbering = flow.OldNumbering;
            else if (word == "late")
                lateness = ReadTime(tokens.Take());
            else if (TraceStates.TryParse(word, out TcpState state))
                states.Add(state);
            else
                throw Error($"'{word}' is unknown; write lost, old, late 20ms, or the two states after the segment (client, server)");
        }

        if (states.Count is not (0 or 2))
            throw Error("one state is stated; write the client's and the server's, or none");
        return new TraceSegment
        {
            Frame = frame with
            {
                Sequence = numbering.Of(frame.FromClient) + (uint)start,
                Acknowledgment = frame.Has(TcpFlags.Ack) ? numbering.Of(!frame.FromClient) + (uint)acknowledgment : 0,
            },
            IsLost = isLost,
            Lateness = lateness,
            Client = states.Count == 2 ? states[0] : null,
            Server = states.Count == 2 ? states[1] : null,
        };
    }

    private TcpFlags ReadFlags(string word)
    {
        TcpFlags flags = TcpFlags.None;
        foreach (char letter in word)
        {
            int bit = FlagLetters.IndexOf(letter, StringComparison.Ordinal);
            if (bit < 0)
                throw Error($"'{word}' are no flags; write letters of {FlagLetters} ('.' is ACK)");
            flags |= (TcpFlags)(1 << bit);
        }

        return flags;
    }

    private (long Start, uint Length) ReadRange(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        int open = word.IndexOf('(', StringComparison.Ordinal);
        if (colon < 0 || open < colon || !word.EndsWith(')'))
            throw Error($"'{word}' is no range; write start:end(length) such as 1:101(100)");
        long start = ReadNumber(word[..colon], "1:101(100)");
        long end = ReadNumber(word[(colon + 1)..open], "1:101(100)");
        long length = ReadNumber(word[(open + 1)..^1], "1:101(100)");
        if (end - start != length)
            throw Error($"'{word}' does not add up; {start} + {length} is {start + length}");
        return (start, (uint)length);
    }

    private long ReadAcknowledgment(TraceTokens tokens, TcpFlags flags)
    {
        bool hasNumber = tokens.TryTake("ack");
        if (hasNumber != flags.HasFlag(TcpFlags.Ack))
            throw Error(hasNumber ? "there is an ack number without '.' among the flags; add it" : "'.' stands among the flags; add ack and its number");
        return hasNumber ? ReadNumber(tokens.Take(), "ack 1") : 0;
    }

    private TraceFrame WithOptions(TraceFrame frame, string options)
    {
        foreach (string option in options.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] words = option.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            frame = words switch
            {
                ["ts", string value, string echo] =>
                    frame with { Timestamps = new TraceTimestamps((uint)ReadNumber(value, "ts 100 200"), (uint)ReadNumber(echo, "ts 100 200")) },
                ["wscale", string shift] => frame with { WindowScale = (byte)ReadNumber(shift, "wscale 7") },
                ["mss", string size] => frame with { MaximumSegmentSize = (ushort)ReadNumber(size, "mss 1460") },
                ["dsack", string length] => frame with { DuplicateSack = (uint)ReadNumber(length, "dsack 1") },
                _ => throw Error($"option '{option}' is unknown; write ts 100 200, wscale 7, mss 1460 or dsack 1"),
            };
        }

        return frame;
    }

    private long ReadTime(string word) =>
        TraceClock.TryParse(word, out long time) ? time : throw Error($"'{word}' is no time; write 20ms or 0.020");

    private long ReadNumber(string word, string example) =>
        long.TryParse(word, out long number) ? number : throw Error($"'{word}' is no number; write it as in '{example}'");

    private TraceSyntaxException Error(string advice) => new(file, line, advice);
}
