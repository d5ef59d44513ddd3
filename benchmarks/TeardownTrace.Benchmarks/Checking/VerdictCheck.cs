using System.Buffers.Binary;
using System.Net;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Benchmarks.Generation;

namespace TeardownTrace.Benchmarks.Checking;

/// <summary>Compares reports with labels and keeps what differs: how often each difference was met, and a few frames to look at.</summary>
internal sealed class VerdictCheck(TruthTable truths)
{
    private const int ExamplesKept = 3;

    private readonly SortedDictionary<string, Difference> _differences = new(StringComparer.Ordinal);
    private readonly byte[] _address = new byte[16];

    /// <summary>Reports compared with a label.</summary>
    public long Compared { get; private set; }

    /// <summary>Reports without a label that are as the truth file says of them.</summary>
    public long UnlabelledAsExpected { get; private set; }

    /// <summary>Labels whose connection is as they say.</summary>
    public long Equal { get; private set; }

    /// <summary>Whether everything was as it must be; asked after the last report.</summary>
    public bool Holds => _differences.Count == 0 && truths.Left == 0;

    /// <summary>Takes a report.</summary>
    public void Take(in ConnectionReport report)
    {
        LabelKey key = LabelKey.Create(Address(report.ClientAddress), report.ClientPort, Address(report.ServerAddress), report.ServerPort, incarnation: 1);
        if (!truths.TryTake(key, out Truth expected))
        {
            TakeUnlabelled(report);
            return;
        }

        Compared++;
        Truth actual = TruthOf(report);
        if (actual == expected)
        {
            Equal++;
            return;
        }

        foreach (string difference in TruthColumns.Differences(expected, actual))
            Note($"{Vocabulary.CloseKinds[(int)expected.CloseKind].Token}: {difference}", report);
    }

    /// <summary>Prints what was found.</summary>
    public void Print(TextWriter writer)
    {
        writer.WriteLine($"{Compared:N0} connections compared, {Equal:N0} as labelled, {UnlabelledAsExpected:N0} unlabelled as expected, {truths.Left:N0} labels without a connection");
        foreach ((string text, Difference difference) in _differences)
            writer.WriteLine($"{difference.Count,10:N0}  {text}  (first frames {string.Join(", ", difference.Frames)})");
    }

    private static Truth TruthOf(in ConnectionReport report) => new(report.CloseKind)
    {
        ActiveCloser = report.ActiveCloser,
        MissingFin = report.MissingFin,
        LostFinalAck = report.LostFinalAck,
        ResetBy = report.ResetBy,
        SynReuse = report.SynReuse,
        TimeWaitHolder = report.TimeWaitHolder,
        Confidence = report.Confidence,
    };

    private void TakeUnlabelled(in ConnectionReport report)
    {
        string kind = Vocabulary.CloseKinds[(int)report.CloseKind].Token;
        if (kind == truths.Unlabelled)
            UnlabelledAsExpected++;
        else
            Note($"without a label: {kind}", report);
    }

    private void Note(string text, in ConnectionReport report)
    {
        if (!_differences.TryGetValue(text, out Difference? difference))
            _differences.Add(text, difference = new Difference());
        if (++difference.Count <= ExamplesKept)
            difference.Frames.Add(report.FirstFrame.Number);
    }

    private uint Address(HostAddress address)
    {
        // The engine tells addresses as text only; generated ones are IPv4.
        if (!address.TryFormat(_address, out int length, default, provider: null) || !IPAddress.TryParse(_address.AsSpan(0, length), out IPAddress? parsed))
            return 0;
        Span<byte> bytes = stackalloc byte[4];
        return parsed.TryWriteBytes(bytes, out _) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }

    private sealed class Difference
    {
        public long Count { get; set; }

        public List<long> Frames { get; } = [];
    }
}
