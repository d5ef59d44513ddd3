using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Writes pcapng (draft-ietf-opsawg-pcapng), a whole block at a time: sections in little-endian order whose time stamps count nanoseconds. What
/// it wrote last is a whole block at every moment, so that whoever takes the bytes may cut between any two calls.
/// </summary>
/// <param name="output">Receives the blocks.</param>
public sealed class PcapNgWriter(IBufferWriter<byte> output)
{
    private const byte Nanoseconds = 9;
    private const int LongestOption = ushort.MaxValue - 3;

    /// <summary>Begins a section: the interfaces before it are forgotten.</summary>
    /// <param name="application">The program that writes, with its version.</param>
    public void BeginSection(string application)
    {
        ArgumentNullException.ThrowIfNull(application);
        byte[] name = Encoding.UTF8.GetBytes(application);
        int options = OptionLength(name.Length) + PcapNgOption.HeaderLength;
        int total = PcapNgSectionHeader.OptionsOffset + options + PcapNgBlock.TrailerLength;
        Span<byte> block = Begin(PcapNgBlock.SectionHeader, total);
        BinaryPrimitives.WriteUInt32LittleEndian(block[PcapNgSectionHeader.ByteOrderMagicOffset..], PcapNgSectionHeader.ByteOrderMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(block[PcapNgSectionHeader.MajorOffset..], PcapNgSectionHeader.KnownMajor);
        BinaryPrimitives.WriteInt64LittleEndian(block[PcapNgSectionHeader.SectionLengthOffset..], PcapNgSectionHeader.UnknownSectionLength);
        WriteOption(block[PcapNgSectionHeader.OptionsOffset..], PcapNgSectionHeader.ApplicationOption, name);
        output.Advance(total);
    }

    /// <summary>Describes the section's next interface; the first has index 0.</summary>
    public void AddInterface(CaptureInterface captureInterface)
    {
        ArgumentNullException.ThrowIfNull(captureInterface);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)captureInterface.LinkType.Number, ushort.MaxValue, nameof(captureInterface));
        byte[] name = Encoding.UTF8.GetBytes(captureInterface.Name ?? string.Empty);
        int nameLength = name.Length == 0 ? 0 : OptionLength(name.Length);
        int options = nameLength + OptionLength(sizeof(byte)) + PcapNgOption.HeaderLength;
        int total = PcapNgInterface.OptionsOffset + options + PcapNgBlock.TrailerLength;
        Span<byte> block = Begin(PcapNgBlock.InterfaceDescription, total);
        BinaryPrimitives.WriteUInt16LittleEndian(block[PcapNgInterface.LinkTypeOffset..], (ushort)captureInterface.LinkType.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(block[PcapNgInterface.SnapLengthOffset..], captureInterface.SnapLength);
        Span<byte> rest = block[PcapNgInterface.OptionsOffset..];
        if (nameLength > 0)
            WriteOption(rest, PcapNgInterface.NameOption, name);
        WriteOption(rest[nameLength..], PcapNgInterface.ResolutionOption, [Nanoseconds]);
        output.Advance(total);
    }

    /// <summary>Writes a packet, in an Enhanced Packet Block.</summary>
    /// <param name="interfaceIndex">The section's interface that it was captured on.</param>
    /// <param name="time">When it was captured.</param>
    /// <param name="packet">What was captured of it.</param>
    /// <param name="originalLength">Bytes it had on the wire.</param>
    /// <param name="comment">A comment in UTF-8, which readers show with the packet; empty for none.</param>
    public void WritePacket(int interfaceIndex, Timestamp time, ReadOnlySpan<byte> packet, uint originalLength, ReadOnlySpan<byte> comment = default)
    {
        comment = Shortened(comment);
        int padded = (int)PcapNgBlock.Padded((uint)packet.Length);
        int options = comment.IsEmpty ? 0 : OptionLength(comment.Length) + PcapNgOption.HeaderLength;
        int total = PcapNgPacketBlock.PacketOffset + padded + options + PcapNgBlock.TrailerLength;
        Span<byte> block = Begin(PcapNgBlock.EnhancedPacket, total);
        BinaryPrimitives.WriteInt32LittleEndian(block[PcapNgPacketBlock.InterfaceOffset..], interfaceIndex);
        BinaryPrimitives.WriteInt32LittleEndian(block[PcapNgPacketBlock.TimeHighOffset..], (int)(time.Nanoseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(block[PcapNgPacketBlock.TimeLowOffset..], (uint)time.Nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(block[PcapNgPacketBlock.CapturedLengthOffset..], packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block[PcapNgPacketBlock.OriginalLengthOffset..], originalLength);
        packet.CopyTo(block[PcapNgPacketBlock.PacketOffset..]);
        block.Slice(PcapNgPacketBlock.PacketOffset + packet.Length, padded - packet.Length).Clear();
        if (!comment.IsEmpty)
            WriteOption(block[(PcapNgPacketBlock.PacketOffset + padded)..], PcapNgOption.Comment, comment);
        output.Advance(total);
    }

    /// <summary>How far a file of such blocks is whole: its length without the block at its end that a writer left unfinished.</summary>
    /// <param name="file">The file, from its beginning; seekable.</param>
    public static long WholeLength(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Span<byte> header = stackalloc byte[PcapNgBlock.BodyOffset];
        Span<byte> trailer = stackalloc byte[PcapNgBlock.TrailerLength];
        long whole = 0;
        while (file.Length - whole >= PcapNgBlock.MinimumLength)
        {
            file.Position = whole;
            file.ReadExactly(header);
            uint total = BinaryPrimitives.ReadUInt32LittleEndian(header[PcapNgBlock.TotalLengthOffset..]);
            if (total < PcapNgBlock.MinimumLength || total > file.Length - whole)
                break;
            file.Position = whole + total - PcapNgBlock.TrailerLength;
            file.ReadExactly(trailer);
            if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != total)
                break;
            whole += total;
        }

        return whole;
    }

    /// <summary>Room for a block, whose type and lengths are written; its header fields and options are zero, a packet is not.</summary>
    private Span<byte> Begin(uint type, int total)
    {
        Span<byte> block = output.GetSpan(total)[..total];
        if (type != PcapNgBlock.EnhancedPacket)
            block.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block[PcapNgBlock.TypeOffset..], type);
        BinaryPrimitives.WriteInt32LittleEndian(block[PcapNgBlock.TotalLengthOffset..], total);
        BinaryPrimitives.WriteInt32LittleEndian(block[^PcapNgBlock.TrailerLength..], total);
        return block;
    }

    private static int OptionLength(int valueLength) => PcapNgOption.HeaderLength + (int)PcapNgBlock.Padded((uint)valueLength);

    /// <summary>Writes an option, its padding, and the end of options behind it, over which the next option may be written.</summary>
    private static void WriteOption(Span<byte> at, ushort code, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, code);
        BinaryPrimitives.WriteUInt16LittleEndian(at[PcapNgOption.LengthOffset..], (ushort)value.Length);
        value.CopyTo(at[PcapNgOption.HeaderLength..]);
        int end = OptionLength(value.Length);
        at[(PcapNgOption.HeaderLength + value.Length)..end].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(at[end..], PcapNgOption.EndOfOptions);
    }

    /// <summary>As much of a text as an option holds, no character cut in two.</summary>
    private static ReadOnlySpan<byte> Shortened(ReadOnlySpan<byte> text)
    {
        const byte ContinuationMask = 0xC0;
        const byte Continuation = 0x80;
        if (text.Length <= LongestOption)
            return text;
        int length = LongestOption;
        while (length > 0 && (text[length] & ContinuationMask) == Continuation)
            length--;
        return text[..length];
    }
}
