using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Wireshark's <c>tcp.completeness</c>, counted as Wireshark counts: by flags alone, a SYN only where it opens the conversation, payload
/// only on segments with ACK and without SYN (and on the opening SYN), every RST whether acceptable or not. Measured with tshark 4.0.
/// </summary>
internal static class CompletenessMask
{
    /// <summary>The conversation opens with a SYN.</summary>
    public const byte Syn = 1;

    /// <summary>A SYN-ACK.</summary>
    public const byte SynAck = 2;

    /// <summary>An ACK without payload; a FIN or RST that acknowledges is one too.</summary>
    public const byte Ack = 4;

    /// <summary>Payload, keep-alive bytes included.</summary>
    public const byte Data = 8;

    /// <summary>A FIN with ACK.</summary>
    public const byte Fin = 16;

    /// <summary>A RST.</summary>
    public const byte Rst = 32;

    private const TcpFlags Counted = TcpFlags.Fin | TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Ack;
    private const int WithPayload = (int)TcpFlags.Psh;

    private const byte AF = Ack | Fin;
    private const byte DF = Data | Fin;
    private const byte SF = SynAck | Fin;
    private const byte AR = Ack | Rst;
    private const byte DR = Data | Rst;
    private const byte SX = SynAck | Rst;
    private const byte AX = Ack | Fin | Rst;
    private const byte DX = Data | Fin | Rst;
    private const byte SZ = SynAck | Fin | Rst;

    /// <summary>By the flags, which are read in no order that a processor could guess; PSH stands for payload.</summary>
    private static ReadOnlySpan<byte> Added =>
    [
        //              .    FIN  SYN     SYN FIN  RST  RST FIN  RST SYN  all
        /*            */ 0,   0,   0,      0,       Rst, Rst,     Rst,     Rst,
        /*    payload */ 0,   0,   0,      0,       Rst, Rst,     Rst,     Rst,
        /* ACK        */ Ack, AF,  SynAck, SF,      AR,  AX,      SX,      SZ,
        /* ACK payload*/ Data, DF, SynAck, SF,      DR,  DX,      SX,      SZ,
    ];

    /// <summary>What the first segment of a conversation adds.</summary>
    public static byte First(in TcpSegment segment)
    {
        byte mask = Later(segment);
        if (segment.IsSynWithoutAck)
            mask |= segment.PayloadLength != 0 ? (byte)(Syn | Data) : Syn;
        return mask;
    }

    /// <summary>What every segment after the first adds.</summary>
    public static byte Later(in TcpSegment segment) =>
        Added[(int)(segment.Flags & Counted) | (segment.PayloadLength != 0 ? WithPayload : 0)];

    /// <summary>What Wireshark shows after the last packet.</summary>
    /// <param name="mask">All bits added.</param>
    /// <param name="packets">Packets of the conversation, mirror duplicates included.</param>
    /// <returns>Of a lone packet only the SYN counts: Wireshark takes in the rest when it comes to the next packet.</returns>
    public static byte Shown(byte mask, long packets)
    {
        if (packets > 1)
            return mask;
        return (mask & Syn) != 0 ? (byte)(mask & (Syn | Data)) : (byte)0;
    }
}
