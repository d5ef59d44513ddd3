using System.Text;
using CsvHelper;

namespace TeardownTrace.Reporting;

/// <summary>
/// Writes names that somebody else chose so that no spreadsheet runs one as a formula. What is unsafe and how it is made safe is the CSV library's; its
/// check of every field costs more than all the writing, so only names are checked, and each once: our own texts never begin as a formula does.
/// </summary>
internal sealed class SpreadsheetSafeName
{
    private static readonly CsvWriterOptions Escaping = new() { Injection = CsvInjection.Escape };

    private byte[] _name = [];
    private string? _escaped;

    internal void Write(ReadOnlySpan<byte> name, CsvWriter csv)
    {
        if (!name.SequenceEqual(_name))
        {
            _name = name.ToArray();
            _escaped = Escape(name);
        }

        if (_escaped is null)
            csv.WriteField(name);
        else
            csv.WriteField(_escaped, CsvQuoting.Always);
    }

    /// <summary>The name as the library escapes it; null where it leaves it alone.</summary>
    private static string? Escape(ReadOnlySpan<byte> name)
    {
        using MemoryStream written = new();
        using (CsvWriter writer = CsvWriter.Create(written, Escaping, leaveOpen: true))
        {
            writer.WriteField(name);
            writer.EndRecord();
        }

        using CsvReader reader = CsvReader.Create(new StringReader(Encoding.UTF8.GetString(written.ToArray())), new CsvReaderOptions { HasHeader = false });
        foreach (CsvRow row in reader)
        {
            string read = row[0].ToString();
            return read == Encoding.UTF8.GetString(name) ? null : read;
        }

        return null;
    }
}
