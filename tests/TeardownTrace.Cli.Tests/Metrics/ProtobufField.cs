using System.Buffers.Binary;
using System.Text;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>One field of a protobuf message: its number, and its value as a number or as bytes.</summary>
internal sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    internal string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The fields of a message, in order.</summary>
    internal static IEnumerable<ProtobufField> Of(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint(message, ref at);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new ProtobufField(number, Varint(message, ref at), []);
                    break;
                case 1:
                    yield return new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)), []);
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    yield return new ProtobufField(number, 0, message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return new ProtobufField(number, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)), []);
                    at += sizeof(uint);
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7} at byte {at}");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
