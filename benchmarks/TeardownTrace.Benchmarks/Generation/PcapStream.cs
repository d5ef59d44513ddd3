using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>
/// A pcap file of Ethernet, IPv4 and TCP frames, written through one buffer. Payloads are zeros: checksums are then right without touching them.
/// </summary>
/// <remarks>
/// <code>
///  record 16 | ethernet 14 | IPv4 20 | TCP 20, options 0, 12 or 20 | payload, cut at the snap length
/// </code>
/// </remarks>
internal sealed class PcapStream : IDisposable
{
    private const int BufferBytes = 4 << 20;
    private const int LargestRecord = 16 + 65535;
    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const int LinkTypeEthernet = 1;
    private const int RecordHeader = 16;
    private const int EthernetLength = 14;
    private const int IPv4Length = 20;
    private const int TcpLength = 20;
    private const int StampOptions = 12;
    private const int SynOptions = 20;
    private const int ShortSynOptions = 12;
    private const ushort TypeIPv4 = 0x0800;
    private const ushort VersionAndLength = 0x4500;
    private const ushort DontFragment = 0x4000;
    private const byte ProtocolTcp = 6;
    private const int NanosecondsPerMicrosecond = 1000;

    /// <summary>MSS 1460, SACK permitted, two NOPs before what follows (RFC 9293 3.2, RFC 2018).</summary>
    private const ulong MaximumSegmentSizeAndSack = 0x0204_05B4_0402_0000;

    private const uint WindowScale7 = 0x0103_0307;
    private const uint TimestampsAfterSack = 0x080A;
    private const uint PaddedTimestamps = 0x0101_080A;
    private const uint TwoPads = 0x0101;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly int _snapLength;
    private int _used;

    /// <summary>Creates the file.</summary>
    public PcapStream(string path, int snapLength)
    {
        _snapLength = snapLength;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Span<byte> header = _buffer.AsSpan(0, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(header, MicrosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], snapLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], LinkTypeEthernet);
        _used = header.Length;
    }

    /// <summary>Frames written.</summary>
    public long Packets { get; private set; }

    /// <summary>Writes a frame.</summary>
    public void Write(in SegmentFields segment)
    {
        if (_buffer.Length - _used < LargestRecord)
            Flush();

        int options = OptionsOf(segment);
        int headers = EthernetLength + IPv4Length + TcpLength + options;
        int original = headers + segment.PayloadLength;
        int captured = Math.Min(original, _snapLength);
        Span<byte> record = _buffer.AsSpan(_used, RecordHeader + Math.Max(captured, headers));
        WriteRecordHeader(record, segment.TimeNs, captured, original);
        WriteEthernet(record[RecordHeader..], segment);
        WriteIPv4(record[(RecordHeader + EthernetLength)..], segment, original - EthernetLength);
        Span<byte> tcp = record[(RecordHeader + EthernetLength + IPv4Length)..];
        WriteOptions(tcp[TcpLength..], segment, options);
        if (captured > headers)
            tcp[(TcpLength + options)..].Clear();
        WriteTcp(tcp[..(TcpLength + options)], segment);
        _used += RecordHeader + captured;
        Packets++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void Flush()
    {
        _file.Write(_buffer, 0, _used);
        _used = 0;
    }

    private static int OptionsOf(in SegmentFields segment)
    {
        if (!segment.HasOptions)
            return 0;
        if ((segment.Flags & TcpFlags.Syn) != 0)
            return segment.HasTimestamps ? SynOptions : ShortSynOptions;
        return segment.HasTimestamps ? StampOptions : 0;
    }

    private static void WriteRecordHeader(Span<byte> record, long timeNs, int captured, int original)
    {
        long seconds = timeNs / Timestamp.NanosecondsPerSecond;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)((timeNs - (seconds * Timestamp.NanosecondsPerSecond)) / NanosecondsPerMicrosecond));
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], captured);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], original);
    }

    private static void WriteEthernet(Span<byte> ethernet, in SegmentFields segment)
    {
        // Locally administered addresses made of the IP addresses.
        BinaryPrimitives.WriteUInt16BigEndian(ethernet, 0x0200);
        BinaryPrimitives.WriteUInt32BigEndian(ethernet[2..], segment.Destination);
        BinaryPrimitives.WriteUInt16BigEndian(ethernet[6..], 0x0200);
        BinaryPrimitives.WriteUInt32BigEndian(ethernet[8..], segment.Source);
        BinaryPrimitives.WriteUInt16BigEndian(ethernet[12..], TypeIPv4);
    }

    private static void WriteIPv4(Span<byte> ip, in SegmentFields segment, int totalLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(ip, VersionAndLength);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)totalLength);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], segment.Identification);
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], DontFragment);
        ip[8] = segment.HopLimit;
        ip[9] = ProtocolTcp;
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], segment.Source);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], segment.Destination);
        ushort checksum = Fold(Sum(ip[..IPv4Length]));
        MemoryMarshal.Write(ip[10..], checksum);
    }

    private static void WriteOptions(Span<byte> options, in SegmentFields segment, int length)
    {
        if (length == StampOptions && (segment.Flags & TcpFlags.Syn) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(options, PaddedTimestamps);
            BinaryPrimitives.WriteUInt32BigEndian(options[4..], segment.TimestampValue);
            BinaryPrimitives.WriteUInt32BigEndian(options[8..], segment.TimestampEcho);
        }
        else if (length == SynOptions)
        {
            BinaryPrimitives.WriteUInt64BigEndian(options, MaximumSegmentSizeAndSack | TimestampsAfterSack);
            BinaryPrimitives.WriteUInt32BigEndian(options[8..], segment.TimestampValue);
            BinaryPrimitives.WriteUInt32BigEndian(options[12..], segment.TimestampEcho);
            BinaryPrimitives.WriteUInt32BigEndian(options[16..], WindowScale7);
        }
        else if (length == ShortSynOptions)
        {
            BinaryPrimitives.WriteUInt64BigEndian(options, MaximumSegmentSizeAndSack | TwoPads);
            BinaryPrimitives.WriteUInt32BigEndian(options[8..], WindowScale7);
        }
    }

    private static void WriteTcp(Span<byte> tcp, in SegmentFields segment)
    {
        const int WordsToDataOffset = 10;
        BinaryPrimitives.WriteUInt16BigEndian(tcp, segment.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], segment.DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], segment.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], segment.Acknowledgment);
        tcp[12] = (byte)(tcp.Length << (WordsToDataOffset - 8));
        tcp[13] = (byte)segment.Flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], segment.Window);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[16..], 0);
        ulong pseudo = (ulong)BinaryPrimitives.ReverseEndianness(segment.Source) + BinaryPrimitives.ReverseEndianness(segment.Destination)
            + BinaryPrimitives.ReverseEndianness((ushort)ProtocolTcp)
            + BinaryPrimitives.ReverseEndianness((ushort)(tcp.Length + segment.PayloadLength));
        MemoryMarshal.Write(tcp[16..], Fold(Sum(tcp) + pseudo));
    }

    /// <summary>The sum of RFC 1071, four bytes at a time, in the machine's own order.</summary>
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes))
            sum += word;
        return sum;
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
