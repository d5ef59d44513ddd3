using System.Buffers;
using System.Text;
using CsvHelper;

namespace TeardownTrace.Reporting;

/// <summary>
/// Fields as the CSV library writes them. It decides what is quoted and what a spreadsheet would run as a formula; it is asked once for every word and
/// name that comes again, and for texts in which something may need quotes. Numbers, times and addresses never do.
/// </summary>
internal sealed class CsvFields : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>What a field is quoted for, by RFC 4180.</summary>
    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly MemoryStream _written = new();
    private readonly CsvWriter _library;

    internal CsvFields() => _library = CsvWriter.Create(
        _written, new CsvWriterOptions { BufferSize = BufferBytes, Injection = CsvInjection.Escape, ValidateFieldCount = false }, leaveOpen: true);

    /// <summary>A whole record of names.</summary>
    internal ReadOnlySpan<byte> Header(IEnumerable<string> names)
    {
        _written.SetLength(0);
        _library.WriteHeader([.. names]);
        return Taken();
    }

    /// <summary>A whole record of one empty field, which must not look like an empty line.</summary>
    internal ReadOnlySpan<byte> EmptyRecord() => Header([""]);

    /// <summary>A field; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The same for UTF-8.</summary>
    internal ReadOnlySpan<byte> Of(ReadOnlySpan<byte> utf8)
    {
        // A second field keeps an only one that is empty from being quoted.
        _written.SetLength(0);
        _library.WriteField(utf8);
        _library.WriteField(ReadOnlySpan<byte>.Empty);
        _library.EndRecord();
        return Taken()[..^",\r\n".Length];
    }

    /// <summary>Whether a text that begins as no formula does must be written as <see cref="Of(ReadOnlySpan{byte})"/> says.</summary>
    internal static bool MayNeedQuotes(ReadOnlySpan<byte> utf8) => utf8.ContainsAny(Quoted);

    public void Dispose() => _library.Dispose();

    private ReadOnlySpan<byte> Taken()
    {
        _library.Flush();
        return _written.GetBuffer().AsSpan(0, (int)_written.Length);
    }
}
