using System.Text.Json;

namespace TeardownTrace.Reporting;

/// <summary>Values as members of a JSON object; the name is written before each.</summary>
internal sealed class JsonFieldWriter(Utf8JsonWriter json) : FieldWriter
{
    internal override void WriteNull() => json.WriteNullValue();

    internal override void Write(long value) => json.WriteNumberValue(value);

    internal override void Write(bool value) => json.WriteBooleanValue(value);

    internal override void Write(string text) => json.WriteStringValue(text);

    internal override void WriteText(ReadOnlySpan<byte> utf8) => json.WriteStringValue(utf8);

    internal override void WriteDecimal(ReadOnlySpan<byte> utf8) => json.WriteRawValue(utf8, skipInputValidation: true);
}
