using System.Globalization;
using System.Net;
using TeardownTrace.Benchmarks.Generation;

namespace TeardownTrace.Benchmarks.Checking;

/// <summary>The labels of a capture; each is taken out once. Rows that are alike share one verdict.</summary>
internal sealed class TruthTable
{
    private const int IdentityColumns = 5;

    /// <summary>Incarnations looked for before a connection counts as unlabelled.</summary>
    private const int MostIncarnations = 4;

    private readonly Dictionary<LabelKey, int> _labels = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<Truth> _truths = [];

    private TruthTable(string unlabelled) => Unlabelled = unlabelled;

    /// <summary>What connections without a label must be: a close kind, or <c>none</c>.</summary>
    public string Unlabelled { get; }

    /// <summary>Labels not taken yet.</summary>
    public int Left => _labels.Count;

    /// <summary>Reads a truth file.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TruthTable Read(string path)
    {
        using var reader = new StreamReader(path);
        string[] first = (reader.ReadLine() ?? "").Split('\t');
        if (first is not [TruthColumns.UnlabelledLine, string unlabelled] || reader.ReadLine() != TruthColumns.Header)
            throw new FormatException($"{path}: not a truth file of this version");
        var table = new TruthTable(unlabelled);
        while (reader.ReadLine() is string line)
            table.Add(line);
        return table;
    }

    /// <summary>Takes the label of the earliest incarnation of a 4-tuple that is left.</summary>
    /// <param name="first">The first incarnation.</param>
    /// <param name="truth">What must be said of it.</param>
    public bool TryTake(LabelKey first, out Truth truth)
    {
        for (int i = 0; i < MostIncarnations; i++, first = first.Next)
        {
            if (!_labels.Remove(first, out int index))
                continue;
            truth = _truths[index];
            return true;
        }

        truth = default;
        return false;
    }

    private void Add(string line)
    {
        string[] columns = line.Split('\t', IdentityColumns + 1);
        LabelKey key = LabelKey.Create(Address(columns[0]), Number(columns[1]), Address(columns[2]), Number(columns[3]), Number(columns[4]));
        if (!_known.TryGetValue(columns[IdentityColumns], out int index))
        {
            index = _truths.Count;
            _truths.Add(TruthColumns.Read(columns[IdentityColumns]));
            _known.Add(columns[IdentityColumns], index);
        }

        _labels.Add(key, index);
    }

    private static uint Address(string text)
    {
        byte[] bytes = IPAddress.Parse(text).GetAddressBytes();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static ushort Number(string text) => ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
