using System.Text;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>Labels beside a capture, one row an incarnation, tab-separated.</summary>
internal sealed class TruthWriter : IDisposable
{
    private const int BufferChars = 1 << 16;
    private readonly StreamWriter _writer;

    /// <summary>Creates the file.</summary>
    public TruthWriter(string path, string unlabelled)
    {
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferChars) { NewLine = "\n" };
        _writer.WriteLine($"{TruthColumns.UnlabelledLine}\t{unlabelled}");
        _writer.WriteLine(TruthColumns.Header);
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes a label.</summary>
    public void Write(in Conversation conversation)
    {
        Address(conversation.Client.Address);
        Number(conversation.Client.Port);
        Address(conversation.Server.Address);
        Number(conversation.Server.Port);
        Number((uint)conversation.Incarnation + 1);
        _writer.WriteLine(conversation.Script.Labels[conversation.Incarnation]);
        Rows++;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Address(uint address)
    {
        Span<char> text = stackalloc char[16];
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            ((address >> shift) & 0xFF).TryFormat(text[length..], out int written);
            length += written;
            text[length++] = shift == 0 ? '\t' : '.';
        }

        _writer.Write(text[..length]);
    }

    private void Number(uint number)
    {
        Span<char> text = stackalloc char[11];
        number.TryFormat(text, out int length);
        text[length++] = '\t';
        _writer.Write(text[..length]);
    }
}
