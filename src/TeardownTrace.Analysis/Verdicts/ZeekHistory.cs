using System.Numerics;
using System.Text;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// Zeek's connection history: one letter an event in the order seen, upper case the client's, lower case the server's, <c>^</c> where Zeek
/// swaps the roles it began with. Each event once a side, where Zeek repeats <c>s h f r</c> at another sequence number and counts
/// <c>g t w</c> by powers of ten; <c>c</c> never, because checksums are not verified.
/// </summary>
/// <remarks>
/// Letter <c>i</c> is the five bits from bit <c>5 i</c> on, twelve letters in each of two words:
/// <code>
///   0 end of history    1 S   2 H   3 A   4 D   5 F   6 R   7 G   8 T   9 W   10 I   11 Q    the client's
///                      12 s  13 h  14 a  15 d  16 f  17 r  18 g  19 t  20 w   21 i   22 q    the server's     23 ^
/// </code>
/// Source: scripts/base/protocols/conn/main.zeek, field history.
/// </remarks>
public readonly record struct ZeekHistory
{
    /// <summary>Letters a history holds at most.</summary>
    public const int MaxLength = 24;

    internal const int Syn = 1;
    internal const int SynAck = 2;
    internal const int Ack = 3;
    internal const int Data = 4;
    internal const int Fin = 5;
    internal const int Rst = 6;
    internal const int Gap = 7;
    internal const int Retransmission = 8;
    internal const int ZeroWindow = 9;
    internal const int FinWithRst = 10;
    internal const int SynWithFinOrRst = 11;

    /// <summary>Added to a letter's code, makes it the server's.</summary>
    internal const int ServerOffset = 11;

    internal const int Flipped = 23;

    private const int LettersEach = 12;
    private const int LetterBits = 5;
    private const int LetterMask = (1 << LetterBits) - 1;

    private readonly ulong _early;
    private readonly ulong _late;

    private ZeekHistory(ulong early, ulong late)
    {
        _early = early;
        _late = late;
    }

    /// <summary>Letters held.</summary>
    internal int Length => LettersIn(_early) + LettersIn(_late);

    /// <summary>The code of a letter; 0 beyond the end.</summary>
    internal int this[int index] => index < LettersEach
        ? (int)(_early >> (index * LetterBits)) & LetterMask
        : (int)(_late >> ((index - LettersEach) * LetterBits)) & LetterMask;

    /// <summary>This history and one letter more; unchanged where it is full.</summary>
    internal ZeekHistory Append(int code)
    {
        int index = Length;
        if (index < LettersEach)
            return new(_early | ((ulong)code << (index * LetterBits)), _late);
        return index < MaxLength ? new(_early, _late | ((ulong)code << ((index - LettersEach) * LetterBits))) : this;
    }

    /// <summary>Writes the letters as ASCII.</summary>
    /// <param name="destination">Receives them; <see cref="MaxLength"/> bytes suffice.</param>
    /// <returns>Letters written.</returns>
    public int Format(Span<byte> destination)
    {
        int length = Math.Min(Length, destination.Length);
        for (int i = 0; i < length; i++)
            destination[i] = "?SHADFRGTWIQshadfrgtwiq^"u8[this[i]];
        return length;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> letters = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(letters[..Format(letters)]);
    }

    // No code is 0, so the highest bit set stands in the last letter.
    private static int LettersIn(ulong letters) => (64 - BitOperations.LeadingZeroCount(letters) + LetterBits - 1) / LetterBits;
}
