using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>
/// Who runs on which processors: the sender on the first, the program on the others, so that neither takes time from the other. What a veth device
/// delivers is done by the sender.
/// </summary>
/// <param name="Sender">What stands before the sender's command line.</param>
/// <param name="Program">What stands before the program's.</param>
internal sealed record Places(string[] Sender, string[] Program)
{
    /// <summary>Those of this machine; nobody has a place of its own where there is one processor, or no taskset.</summary>
    public static Places OfThisMachine { get; } = Environment.ProcessorCount > 1 && Tool.IsInstalled("taskset")
        ? new(["taskset", "-c", "0"], ["taskset", "-c", $"1-{Environment.ProcessorCount - 1}"])
        : new([], []);
}
