using System.Collections.Immutable;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>A BPF expression (pcap-filter(7)), compiled by the system's libpcap for each link type it meets.</summary>
public sealed class PacketFilter : IDisposable
{
    private static readonly LinkType Ethernet = new(1);

    private readonly string _expression;
    private readonly Lock _lock = new();
    private ImmutableArray<(int LinkType, BpfProgram? Program)> _programs = [];
    private ImmutableArray<string> _problems = [];

    private PacketFilter(string expression) => _expression = expression;

    /// <summary>Link types met that libpcap cannot compile the expression for, in its words: none of their packets match.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Compiles an expression, for Ethernet at first: it is wrong, or not, before a packet is read.</summary>
    /// <param name="expression">The expression; the empty one matches everything.</param>
    /// <exception cref="PacketFilterException">The expression is wrong, or libpcap is not installed.</exception>
    public static PacketFilter Compile(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var filter = new PacketFilter(expression);
        try
        {
            BpfProgram? program = BpfProgram.TryCompile(expression, Ethernet, out string error);
            if (program is null)
                throw PacketFilterException.Wrong(expression, error);
            filter._programs = [(Ethernet.Number, program)];
            return filter;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PacketFilterException(
                $"filters need libpcap, {LibPcap.InstallAdvice}",
                exception);
        }
    }

    /// <summary>Whether a packet matches. May be called from several threads at once, but not while or after the filter is disposed.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="linkType">What the packet begins with.</param>
    public bool Matches(in CapturedPacket packet, LinkType linkType)
    {
        foreach ((int number, BpfProgram? program) in _programs)
        {
            if (number == linkType.Number)
                return program is not null && program.Matches(packet);
        }

        BpfProgram? added = AddProgram(linkType);
        return added is not null && added.Matches(packet);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach ((_, BpfProgram? program) in _programs)
                program?.Dispose();
            _programs = [];
        }
    }

    private BpfProgram? AddProgram(LinkType linkType)
    {
        lock (_lock)
        {
            foreach ((int number, BpfProgram? known) in _programs)
            {
                if (number == linkType.Number)
                    return known;
            }

            BpfProgram? program = BpfProgram.TryCompile(_expression, linkType, out string error);
            if (program is null)
                _problems = _problems.Add($"the filter \"{_expression}\" cannot be used on link type {linkType.Number}: {error}");
            // The array goes out whole, so that threads in Matches see either the old one or the new one.
            _programs = _programs.Add((linkType.Number, program));
            return program;
        }
    }
}
