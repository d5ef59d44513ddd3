using System.Net;
using System.Net.Sockets;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Testing.Traces;

/// <summary>A change of a script's frames that must not change what is said of them.</summary>
/// <param name="Name">What is changed.</param>
/// <param name="Change">Gives the changed frames, one for one and in the same order.</param>
internal sealed record TraceVariant(string Name, Func<IReadOnlyList<TraceFrame>, IReadOnlyList<TraceFrame>> Change)
{
    private const long NanosecondsPerDay = 86_400L * 1_000_000_000;

    /// <summary>All changes that stay within the frames.</summary>
    public static IReadOnlyList<TraceVariant> All { get; } =
    [
        new("sequence numbers by one", frames => ShiftSequences(frames, 1, 1)),
        // The default numbers begin at 100000 and 700000: these put the wrap on the SYN, on the FIN and between data bytes.
        new("client wraps at its SYN", frames => ShiftSequences(frames, uint.MaxValue - 100_000, 0)),
        new("client wraps at its FIN", frames => ShiftSequences(frames, uint.MaxValue - 100_001, 0)),
        new("server wraps at its FIN", frames => ShiftSequences(frames, 0, uint.MaxValue - 700_001)),
        new("both wrap within data", frames => ShiftSequences(frames, uint.MaxValue - 100_006, uint.MaxValue - 700_006)),
        new("both cross the sign", frames => ShiftSequences(frames, int.MaxValue - 100_001, int.MaxValue - 700_001)),
        new("FINs end at the wrap", EndFinsAtWrap),
        new("thirty years earlier", frames => ShiftTime(frames, -30 * 365 * NanosecondsPerDay)),
        new("before 1970", frames => ShiftTime(frames, -60 * 365 * NanosecondsPerDay)),
        new("a day and a nanosecond later", frames => ShiftTime(frames, NanosecondsPerDay + 1)),
        new("addresses swapped", SwapAddresses),
        new("IPv6", ToIPv6),
    ];

    /// <summary>Scripts that a variant does not preserve, each with its reason.</summary>
    public bool Preserves(string script) =>
        (Name, script) switch
        {
            // IPv6 has no identification that would tell a quick repetition from a mirror's copy, or a late copy from a repetition.
            ("IPv6", "mirror-retransmission-within-two-milliseconds.trace" or "mirror-duplicate-beyond-two-milliseconds.trace" or "offload-checksum-undone.trace"
                or "final-ack-none-fin2-copied-by-the-network.trace") => false,
            // Linux skips the number 0, wherever the stream's numbers begin.
            ("sequence numbers by one" or "server wraps at its FIN" or "both wrap within data" or "both cross the sign" or "FINs end at the wrap", "reuse-proof-skips-zero.trace") => false,
            _ => true,
        };

    public static IReadOnlyList<TraceFrame> ShiftSequences(IReadOnlyList<TraceFrame> frames, uint client, uint server) =>
        [.. frames.Select(frame => frame.FromClient ? Shift(frame, client, server) : Shift(frame, server, client))];

    private static IReadOnlyList<TraceFrame> EndFinsAtWrap(IReadOnlyList<TraceFrame> frames)
    {
        var shifts = frames.Where(frame => frame.Has(TcpFlags.Fin))
            .GroupBy(frame => (frame.Source, frame.Destination), frame => 0 - frame.End)
            .ToDictionary(fins => fins.Key, fins => fins.First());
        return [.. frames.Select(frame => Shift(frame, shifts.GetValueOrDefault((frame.Source, frame.Destination)), shifts.GetValueOrDefault((frame.Destination, frame.Source))))];
    }

    private static TraceFrame Shift(TraceFrame frame, uint sequence, uint acknowledgment) => frame with
    {
        Sequence = IsAnswerToSyn(frame) ? 0 : frame.Sequence + sequence,
        Acknowledgment = frame.Has(TcpFlags.Ack) ? frame.Acknowledgment + acknowledgment : 0,
    };

    // A RST that answers a segment without ACK has sequence number 0, wherever the stream's numbers begin (RFC 9293 3.10.7.1).
    private static bool IsAnswerToSyn(TraceFrame frame) => frame.Has(TcpFlags.Rst | TcpFlags.Ack) && frame.Sequence == 0;

    public static IReadOnlyList<TraceFrame> ShiftTime(IReadOnlyList<TraceFrame> frames, long nanoseconds) =>
        [.. frames.Select(frame => frame with { Time = frame.Time + nanoseconds })];

    /// <summary>The same traffic over IPv6.</summary>
    public static IReadOnlyList<TraceFrame> ToIPv6(IReadOnlyList<TraceFrame> frames) => WithAddresses(frames, MapToIPv6);

    /// <summary>The same traffic with its IPv4 addresses in another network of the host, 0 to 32767; of the first 256 only the third octet tells.</summary>
    public static IReadOnlyList<TraceFrame> InNetwork(IReadOnlyList<TraceFrame> frames, ushort network) => WithAddresses(frames, address =>
    {
        byte[] bytes = address.GetAddressBytes();
        bytes[^2] = (byte)network;
        bytes[^3] ^= (byte)(0x80 | (network >> 8));
        return new IPAddress(bytes);
    });

    private static IReadOnlyList<TraceFrame> SwapAddresses(IReadOnlyList<TraceFrame> frames) =>
        [.. frames.Select(frame => frame with
        {
            Source = frame.Source with { Address = frame.Destination.Address },
            Destination = frame.Destination with { Address = frame.Source.Address },
        })];

    private static IReadOnlyList<TraceFrame> WithAddresses(IReadOnlyList<TraceFrame> frames, Func<IPAddress, IPAddress> map) =>
        [.. frames.Select(frame => frame with
        {
            Source = frame.Source with { Address = map(frame.Source.Address) },
            Destination = frame.Destination with { Address = map(frame.Destination.Address) },
        })];

    private static IPAddress MapToIPv6(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address;
        byte[] bytes = new byte[16];
        bytes[0] = 0xFD;
        address.GetAddressBytes().CopyTo(bytes, 12);
        return new IPAddress(bytes);
    }
}
