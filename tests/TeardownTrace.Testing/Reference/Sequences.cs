namespace TeardownTrace.Testing.Reference;

/// <summary>Comparison of sequence numbers modulo 2^32 (RFC 9293 3.4), written apart from the engine's.</summary>
internal static class Sequences
{
    public static bool IsAfter(uint a, uint b) => unchecked((int)(a - b)) > 0;

    public static bool IsAtOrAfter(uint a, uint b) => a == b || IsAfter(a, b);

    public static uint Latest(uint? a, uint b) => a is uint known && IsAfter(known, b) ? known : b;
}
