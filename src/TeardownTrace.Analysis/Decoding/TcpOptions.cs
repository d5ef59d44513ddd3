using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Walks TCP options (RFC 9293 3.2): a kind, and but for the first two a length that counts kind and length too.</summary>
internal static class TcpOptions
{
    private const byte EndOfList = 0;
    private const byte NoOperation = 1;
    private const byte WindowScale = 3;
    private const byte Sack = 5;
    private const byte Timestamps = 8;

    private const int MinimumLength = 2;
    private const int WindowScaleLength = 3;
    private const int TimestampsLength = 10;
    private const int OneSackBlockLength = 10;

    /// <summary>The largest shift count (RFC 7323 2.3): a larger one is to be used as this.</summary>
    public const byte LargestShift = 14;

    /// <summary>Notes the options the tracker uses. Stops quietly at one whose length lies: what stood before it holds.</summary>
    /// <param name="options">The options, or what was captured of them.</param>
    /// <param name="segment">Receives values and traits.</param>
    public static void Read(ReadOnlySpan<byte> options, ref TcpSegment segment)
    {
        while (!options.IsEmpty && options[0] != EndOfList)
        {
            if (options[0] == NoOperation)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < MinimumLength || options[1] < MinimumLength || options[1] > options.Length)
                return;

            ReadOption(options[..options[1]], ref segment);
            options = options[options[1]..];
        }
    }

    private static void ReadOption(ReadOnlySpan<byte> option, ref TcpSegment segment)
    {
        if (option[0] == Timestamps && option.Length == TimestampsLength)
        {
            segment.TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(option[2..]);
            segment.TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(option[6..]);
            segment.Traits |= SegmentTraits.HasTimestamps;
        }
        else if (option[0] == WindowScale && option.Length == WindowScaleLength)
        {
            segment.WindowScale = Math.Min(option[2], LargestShift);
            segment.Traits |= SegmentTraits.HasWindowScale;
        }
        else if (option[0] == Sack && option.Length >= OneSackBlockLength && BinaryPrimitives.ReadUInt32BigEndian(option[6..]) == segment.Acknowledgment)
        {
            segment.Traits |= SegmentTraits.ReportsDuplicate;
        }
    }
}
