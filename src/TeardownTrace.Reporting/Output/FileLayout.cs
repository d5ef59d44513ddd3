namespace TeardownTrace.Reporting.Output;

/// <summary>What every file of a rotation begins with, and how far a file that was left behind is whole.</summary>
/// <param name="Preamble">The bytes each file begins with: a header row, a pcapng section header.</param>
/// <param name="WholeLength">The length of a file without the record at its end that a killed run left unfinished; 0 where not even the beginning is whole.</param>
internal sealed record FileLayout(ReadOnlyMemory<byte> Preamble, Func<Stream, long> WholeLength)
{
    private const int BlockBytes = 4096;

    /// <summary>Records that are lines: one is whole when its line feed is there.</summary>
    /// <param name="preamble">Whole lines, or nothing.</param>
    public static FileLayout Lines(ReadOnlyMemory<byte> preamble) => new(preamble, WholeLines);

    private static long WholeLines(Stream file)
    {
        byte[] block = new byte[BlockBytes];
        for (long end = file.Length; end > 0;)
        {
            int length = (int)Math.Min(BlockBytes, end);
            end -= length;
            file.Position = end;
            file.ReadExactly(block, 0, length);
            int lineFeed = Array.LastIndexOf(block, (byte)'\n', length - 1, length);
            if (lineFeed >= 0)
                return end + lineFeed + 1;
        }

        return 0;
    }
}
