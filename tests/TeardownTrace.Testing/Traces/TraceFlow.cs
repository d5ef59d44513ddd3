namespace TeardownTrace.Testing.Traces;

/// <summary>A flow of the script being parsed: its ends and the numbering in force.</summary>
internal sealed class TraceFlow(TraceEnd client, TraceEnd server)
{
    // Far enough from 0 that a few bytes before the ISN stay readable; the shifted variants cross the wrap.
    private const uint DefaultClientIsn = 100_000;
    private const uint DefaultServerIsn = 700_000;

    public TraceEnd Client { get; } = client;

    public TraceEnd Server { get; } = server;

    public TraceNumbering Numbering { get; private set; } = new(DefaultClientIsn, DefaultServerIsn);

    /// <summary>The numbering before the last <c>isn</c> line, for lines marked <c>old</c>.</summary>
    public TraceNumbering OldNumbering { get; private set; } = new(DefaultClientIsn, DefaultServerIsn);

    /// <summary>Whether numbers stand as on the wire.</summary>
    public bool IsAbsolute { get; set; }

    private ushort _identification;

    public void Renumber(TraceNumbering numbering)
    {
        OldNumbering = Numbering;
        Numbering = numbering;
    }

    /// <summary>Identifications differ from segment to segment, as a host's do: only a mirror's copy repeats one.</summary>
    public ushort NextIdentification() => ++_identification;
}
