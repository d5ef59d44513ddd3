using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Analysis.Recent;

namespace TeardownTrace.Cli.Live;

/// <summary>The options of <c>live</c> that keep packets, and what makes them wrong.</summary>
internal sealed class PacketRingOptions
{
    private const int DefaultMegabytes = 256;

    private readonly Option<string?> _write = new("--write", "-w") { Description = "Keep the packets of flagged connections in pcapng files that rotate", HelpName = "FILE" };
    private readonly Option<string[]> _only = new("--write-only") { Description = "Keep the packets of connections that a token selects instead (repeatable; any of them)", HelpName = "TOKEN" };
    private readonly NumberOption _memory = new("--write-memory")
    {
        Description = "Memory for packets until their connection's verdict is final, some two minutes",
        HelpName = "MEGABYTES",
        IsWhole = true,
        Least = (double)RecentPackets.LeastBytes / OptionRules.BytesPerMegabyte,
        Most = (double)RecentPackets.MostBytes / OptionRules.BytesPerMegabyte,
        Default = DefaultMegabytes,
    };

    internal PacketRingOptions()
    {
        OptionRules.TakesTokens(_only);
        _write.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: StandardOutput.Name }])
                result.AddError("--write: packets need a file of their own, not standard output");
        });
        OptionRules.RefuseNoFile(_write);
        foreach (Option option in (Option[])[_only, _memory])
            OptionRules.RefuseIdle(option, command => !IsGiven(command), "no packets are kept; add --write FILE");
    }

    internal IEnumerable<Option> All => [_write, _only, _memory];

    /// <summary>Whether packets are to be kept.</summary>
    internal bool IsGiven(CommandResult result) => result.GetResult(_write) is not null;

    /// <summary>Null where no packets are to be kept.</summary>
    internal PacketRingSettings? SettingsOf(ParseResult parsed) =>
        parsed.GetValue(_write) is not string path ? null : new PacketRingSettings(
            path,
            _memory.WholeIn(parsed)!.Value * OptionRules.BytesPerMegabyte,
            OptionRules.Selectors(parsed, _only));
}
