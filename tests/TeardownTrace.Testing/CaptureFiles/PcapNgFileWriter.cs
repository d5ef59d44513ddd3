using System.Text;

namespace TeardownTrace.Testing.CaptureFiles;

/// <summary>
/// Writes pcapng (draft-ietf-opsawg-pcapng) to a stream, a block at a time: sections of either byte order, interfaces with their
/// resolution and offset, packets in all three blocks, any other block. The stream stays open.
/// </summary>
public sealed class PcapNgFileWriter
{
    private const uint SectionHeaderBlock = 0x0A0D0D0A;
    private const uint InterfaceBlock = 1;
    private const uint OldPacketBlock = 2;
    private const uint SimplePacketBlock = 3;
    private const uint EnhancedPacketBlock = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int NameOption = 2;
    private const int ResolutionOption = 9;
    private const int OffsetOption = 14;
    private const int CommentOption = 1;
    private const long UnknownSectionLength = -1;
    private const int EmptyBlockLength = 12;

    private readonly Stream _stream;
    private ByteOrder _order;

    /// <summary>Begins the first section.</summary>
    public PcapNgFileWriter(Stream stream, ByteOrder order = ByteOrder.LittleEndian)
    {
        _stream = stream;
        BeginSection(order);
    }

    /// <summary>Begins a section: the interfaces before it are forgotten.</summary>
    public void BeginSection(ByteOrder order, int majorVersion = 1)
    {
        _order = order;
        WriteBlock(SectionHeaderBlock, fields =>
        {
            fields.UInt32(ByteOrderMagic);
            fields.UInt16(majorVersion);
            fields.UInt16(0);
            fields.Int64(UnknownSectionLength);
        });
    }

    /// <summary>Describes the section's next interface.</summary>
    /// <param name="linkType">LINKTYPE_ number.</param>
    /// <param name="snapLength">0 for no limit.</param>
    /// <param name="resolution">if_tsresol, where it is to be written.</param>
    /// <param name="offsetSeconds">if_tsoffset, where it is to be written.</param>
    /// <param name="name">if_name, where it is to be written.</param>
    public void AddInterface(int linkType = 1, uint snapLength = 0, byte? resolution = null, long? offsetSeconds = null, string? name = null) =>
        WriteBlock(InterfaceBlock, fields =>
        {
            fields.UInt16(linkType);
            fields.UInt16(0);
            fields.UInt32(snapLength);
            if (name is not null)
                WriteOption(fields, NameOption, Encoding.UTF8.GetBytes(name));
            if (resolution is { } value)
                WriteOption(fields, ResolutionOption, [value]);
            if (offsetSeconds is { } offset)
            {
                fields.UInt16(OffsetOption);
                fields.UInt16(sizeof(long));
                fields.Int64(offset);
            }

            if (name is not null || resolution is not null || offsetSeconds is not null)
                fields.UInt32(0);
        });

    /// <summary>Writes an Enhanced Packet Block.</summary>
    /// <param name="ticks">Time stamp in the interface's own resolution.</param>
    /// <param name="packet">What was captured.</param>
    /// <param name="interfaceId">Interface in the section.</param>
    /// <param name="originalLength">Bytes on the wire, where that is more.</param>
    /// <param name="comment">A comment option, where there is to be one.</param>
    public void WritePacket(ulong ticks, ReadOnlySpan<byte> packet, uint interfaceId = 0, uint? originalLength = null, string? comment = null)
    {
        byte[] bytes = packet.ToArray();
        WriteBlock(EnhancedPacketBlock, fields =>
        {
            fields.UInt32(interfaceId);
            WritePacketFields(fields, ticks, bytes, originalLength);
            if (comment is not null)
            {
                WriteOption(fields, CommentOption, Encoding.UTF8.GetBytes(comment));
                fields.UInt32(0);
            }
        });
    }

    /// <summary>Writes the obsolete Packet Block.</summary>
    public void WriteOldPacket(ulong ticks, ReadOnlySpan<byte> packet, int interfaceId = 0, uint? originalLength = null)
    {
        byte[] bytes = packet.ToArray();
        WriteBlock(OldPacketBlock, fields =>
        {
            fields.UInt16(interfaceId);
            fields.UInt16(ushort.MaxValue);
            WritePacketFields(fields, ticks, bytes, originalLength);
        });
    }

    /// <summary>Writes a Simple Packet Block: no time, the first interface.</summary>
    public void WriteSimplePacket(ReadOnlySpan<byte> packet, uint? originalLength = null)
    {
        byte[] bytes = packet.ToArray();
        WriteBlock(SimplePacketBlock, fields =>
        {
            fields.UInt32(originalLength ?? (uint)bytes.Length);
            fields.Bytes(bytes);
        });
    }

    /// <summary>Writes any block, with whatever total lengths are told.</summary>
    public void WriteRawBlock(uint type, ReadOnlySpan<byte> body, uint? totalLength = null, uint? trailer = null)
    {
        byte[] bytes = body.ToArray();
        WriteBlock(type, fields => fields.Bytes(bytes), totalLength, trailer);
    }

    private static void WritePacketFields(FieldWriter fields, ulong ticks, byte[] packet, uint? originalLength)
    {
        fields.UInt32((uint)(ticks >> 32));
        fields.UInt32((uint)ticks);
        fields.UInt32((uint)packet.Length);
        fields.UInt32(originalLength ?? (uint)packet.Length);
        fields.Bytes(packet);
        fields.Pad(packet.Length);
    }

    private static void WriteOption(FieldWriter fields, int code, byte[] value)
    {
        fields.UInt16(code);
        fields.UInt16(value.Length);
        fields.Bytes(value);
        fields.Pad(value.Length);
    }

    private void WriteBlock(uint type, Action<FieldWriter> writeBody, uint? totalLength = null, uint? trailer = null)
    {
        using var body = new MemoryStream();
        writeBody(new FieldWriter(body, _order));
        int length = (int)body.Length;
        uint total = (uint)(length + (-length & 3) + EmptyBlockLength);
        var fields = new FieldWriter(_stream, _order);
        fields.UInt32(type);
        fields.UInt32(totalLength ?? total);
        fields.Bytes(body.GetBuffer().AsSpan(0, length));
        fields.Pad(length);
        fields.UInt32(trailer ?? totalLength ?? total);
    }
}
