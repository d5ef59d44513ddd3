namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Zeek's connection history: one letter an event, upper case the client's, each event once a side, at most 24 letters.</summary>
public readonly record struct ZeekHistory
{
    /// <summary>Letters a history holds at most.</summary>
    public const int MaxLength = 24;

    private readonly UInt128 _letters;

    internal ZeekHistory(UInt128 letters) => _letters = letters;

    /// <summary>Writes the letters as ASCII.</summary>
    /// <param name="destination">Receives them; <see cref="MaxLength"/> bytes suffice.</param>
    /// <returns>Letters written.</returns>
    public int Format(Span<byte> destination)
    {
        int length = 0;
        for (UInt128 rest = _letters; rest != 0 && length < destination.Length; rest >>= 5)
            destination[length++] = LetterOf((int)(rest & 31));
        return length;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> letters = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(letters[..Format(letters)]);
    }

    private static byte LetterOf(int code) => "?SHADFRCGTWIQshadfrcgtwiq^"u8[code];
}
