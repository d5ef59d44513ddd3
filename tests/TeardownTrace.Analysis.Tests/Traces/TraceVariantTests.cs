using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>What is said of a script must not depend on where its numbers begin, on what link, file or machine it is read from, or on what else goes on.</summary>
public sealed class TraceVariantTests
{
    private const int IPv4Only = 228;
    private const int IPv6Only = 229;

    private static readonly IReadOnlyList<TraceScript> Scripts = [.. TraceFolder.Names.Select(TraceFolder.Read)];

    private static readonly Dictionary<string, IReadOnlyList<ConnectionReport>> Unchanged =
        Scripts.ToDictionary(script => script.Name, script => TraceEngine.Analyse(script.Frames, script.Options), StringComparer.Ordinal);

    public static TheoryData<string> Variants => [.. TraceVariant.All.Select(variant => variant.Name)];

    public static TheoryData<int> LinkTypes => [.. LinkLayers.All.Select(row => row.Number)];

    public static TheoryData<string> Formats => [.. TraceCaptureFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Verdicts_survive(string name)
    {
        TraceVariant variant = TraceVariant.All.Single(variant => variant.Name == name);

        CheckAll(
            Scripts.Where(script => variant.Preserves(script.Name)),
            script => TraceEngine.Analyse(variant.Change(script.Frames), script.Options));
    }

    [Theory]
    [MemberData(nameof(LinkTypes))]
    public void Verdicts_do_not_depend_on_the_link(int linkType)
    {
        TraceVariant toIPv6 = TraceVariant.All.Single(variant => variant.Name == "IPv6");
        bool isIPv6Only = linkType == IPv6Only;

        CheckAll(
            Scripts.Where(script => CanCarry(linkType, script)).Where(script => isIPv6Only ? toIPv6.Preserves(script.Name) : linkType != IPv4Only || !script.Name.StartsWith("ipv6", StringComparison.Ordinal)),
            script =>
            {
                using MemoryPacketSource source = TracePackets.Open(isIPv6Only ? TraceVariant.ToIPv6(script.Frames) : script.Frames, linkType);
                return TraceEngine.Analyse(source, script.Options);
            });
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Verdicts_do_not_depend_on_the_file(string name)
    {
        TraceCaptureFormat format = TraceCaptureFormat.All.Single(format => format.Name == name);
        using TemporaryFolder folder = new();
        string path = folder.Path("script");
        CheckAll(Scripts, script =>
        {
            using (FileStream stream = File.Create(path))
                format.Write(stream, TracePackets.Of(script.Frames), TracePackets.Ethernet);
            using IPacketSource source = TeardownTrace.Capture.CaptureFiles.Open(path, new CaptureFileOptions());
            return TraceEngine.Analyse(source, script.Options);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Verdicts_do_not_depend_on_threads(int threads) =>
        CheckAll(Scripts, script => TraceEngine.Analyse(script.Frames, script.Options with { Threads = threads }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Verdicts_do_not_depend_on_batch_edges(int batchSize) =>
        CheckAll(Scripts, script =>
        {
            using MemoryPacketSource source = TracePackets.Open(script.Frames, batchSize: batchSize);
            return TraceEngine.Analyse(source, script.Options);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    public void Verdicts_do_not_depend_on_what_else_goes_on(int distance)
    {
        // A table that is full is the one thing that other connections may change.
        TraceScript[] roomy = [.. Scripts.Where(script => script.Options.MaxConnections > Scripts.Count)];
        CheckAll(roomy, script =>
        {
            TraceScript other = roomy[(Array.IndexOf(roomy, script) + distance) % roomy.Length];
            TraceInterleaving interleaving = new(script.Frames, other.Frames);
            return interleaving.OwnReports(TraceEngine.Analyse(interleaving.Frames, script.Options));
        });
    }

    /// <summary>Only links that carry an EtherType have VLANs.</summary>
    private static bool CanCarry(int linkType, TraceScript script) =>
        LinkFrames.LinkTypesWithEtherType.Contains(linkType) || script.Frames.All(frame => frame.Vlan is null);

    private static void CheckAll(IEnumerable<TraceScript> scripts, Func<TraceScript, IReadOnlyList<ConnectionReport>> analyse) =>
        TraceMismatchException.ThrowIfAny(
        [
            .. scripts.SelectMany(script => TraceReports.Compare(script.Name, Unchanged[script.Name], analyse(script))),
        ]);
}
