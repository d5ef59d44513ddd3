using System.Buffers.Text;
using CsvHelper;

namespace TeardownTrace.Reporting;

/// <summary>Values as CSV fields. Quoting and spreadsheet safety are the CSV library's.</summary>
internal sealed class CsvFieldWriter(CsvWriter csv) : FieldWriter
{
    internal override void WriteNull() => csv.WriteField(ReadOnlySpan<byte>.Empty);

    internal override void Write(long value) => csv.WriteField(value);

    internal override void Write(bool value) => csv.WriteField(value ? "true"u8 : "false"u8);

    internal override void Write(string text) => csv.WriteField(text);

    internal override void WriteText(ReadOnlySpan<byte> utf8) => csv.WriteField(utf8);

    internal override void WriteDecimal(ReadOnlySpan<byte> utf8)
    {
        // A text that starts with a minus would be escaped as a formula; a number is not. Rare: only clocks that ran backwards.
        if (utf8[0] == (byte)'-' && Utf8Parser.TryParse(utf8, out decimal number, out _))
            csv.WriteField(number);
        else
            csv.WriteField(utf8);
    }
}
