namespace TeardownTrace.Kernel.Tests;

/// <summary>Columns where the truth file's label, not the verdict, is what does not fit; each with the reason.</summary>
internal static class LabelArtefacts
{
    private const string RawEndpoint = "the closing side is a raw endpoint: it behaves as one in TIME_WAIT, and a capture sees no difference";

    public static readonly IReadOnlyDictionary<(string Name, string Column), string> Rows = new Dictionary<(string, string), string>
    {
        [("24a-tw-reuse-raw-seq-higher 40001#2", "time_wait_holder")] = RawEndpoint,
        [("24b-tw-reuse-raw-ts-higher-seq-lower 40001#2", "time_wait_holder")] = RawEndpoint,
    };
}
