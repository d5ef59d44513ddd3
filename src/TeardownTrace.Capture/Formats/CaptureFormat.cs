using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>Recognises a capture by its first bytes, never by its name.</summary>
internal static unsafe class CaptureFormat
{
    private const int MagicLength = 4;

    /// <summary>What compressed files begin with, and what decompresses them. gzip stands here for what was compressed twice.</summary>
    private static readonly (byte[] Magic, string Tool)[] Compressions =
    [
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd -dc"),
        ([0x04, 0x22, 0x4D, 0x18], "lz4 -dc"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X'], "xz -dc"),
        ([(byte)'B', (byte)'Z', (byte)'h'], "bzip2 -dc"),
        ([(byte)'P', (byte)'K', 0x03, 0x04], "unzip -p"),
        ([0x1F, 0x8B], "gzip -dc"),
    ];

    /// <summary>Makes the reader that the content asks for and reads the file header.</summary>
    /// <param name="input">Owned by the reader from now on; disposed when there is none.</param>
    /// <param name="interfaces">Receives the interfaces as they are met.</param>
    /// <param name="problems">Receives damage met later.</param>
    /// <exception cref="CaptureException">It is not a capture, or its header is damaged.</exception>
    /// <exception cref="OperationCanceledException">Waiting for its header was interrupted.</exception>
    public static PacketReader Open(CaptureInput input, InterfaceTable interfaces, ICollection<CaptureProblem> problems)
    {
        try
        {
            ByteWindow window = input.Require(0, MagicLength);
            if (window.End < MagicLength)
                throw new CaptureException(input.Name, TooShort(input, window.End));
            uint magic = HostOrder.ReadUInt32(window.At(0));
            if (PcapHeader.Matches(magic))
                return new PcapReader(input, interfaces, problems);
            if (PcapNgReader.Matches(magic))
                return new PcapNgReader(input, interfaces, problems);
            throw new CaptureException(input.Name, $"not a capture in pcap or pcapng format (it begins with {Hex(window)}); {Remedy(window)}");
        }
        catch (Exception exception)
        {
            input.Dispose();
            if (input.IsInterrupted)
                throw new OperationCanceledException("interrupted before the header was read", exception);
            throw;
        }
    }

    private static string TooShort(CaptureInput input, long length)
    {
        if (input.Failure is { } failure)
            return failure;
        return length == 0
            ? "it is empty; nothing was ever captured into it"
            : $"not a capture: it has only {length} {(length == 1 ? "byte" : "bytes")}";
    }

    private static string Remedy(ByteWindow window)
    {
        var head = new ReadOnlySpan<byte>(window.At(0), MagicLength);
        foreach ((byte[] magic, string tool) in Compressions)
        {
            if (head.StartsWith(magic))
                return $"it is compressed; decompress it first, with {tool}";
        }

        return "convert other formats with editcap";
    }

    private static string Hex(ByteWindow window) =>
        Convert.ToHexStringLower(new ReadOnlySpan<byte>(window.At(0), MagicLength));
}
