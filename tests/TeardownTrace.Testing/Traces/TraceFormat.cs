using System.Text;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Testing.Traces;

/// <summary>Writes frames back in the trace language, so that generated traffic that fails becomes a script.</summary>
internal static class TraceFormat
{
    private const string FlagLetters = "FSRP.UEW";

    /// <summary>Control bits as tcpdump writes them, ACK last.</summary>
    public static string Flags(TcpFlags flags)
    {
        StringBuilder letters = new(FlagLetters.Length);
        for (int bit = 0; bit < FlagLetters.Length; bit++)
        {
            if (flags.HasFlag((TcpFlags)(1 << bit)) && FlagLetters[bit] != '.')
                letters.Append(FlagLetters[bit]);
        }

        return letters.Append(flags.HasFlag(TcpFlags.Ack) ? "." : "").ToString();
    }

    /// <summary>All frames as segment lines with absolute numbers, each flow introduced where it changes.</summary>
    public static string Script(string intent, IReadOnlyList<TraceFrame> frames)
    {
        StringBuilder script = new();
        script.Append("# ").AppendLine(intent);
        long last = frames.Count == 0 ? 0 : frames[0].Time;
        (TraceEnd Client, TraceEnd Server) flow = default;
        foreach (TraceFrame frame in frames)
        {
            (TraceEnd Client, TraceEnd Server) ends = frame.FromClient ? (frame.Source, frame.Destination) : (frame.Destination, frame.Source);
            if (ends != flow)
                script.AppendLine($"{ends.Client} > {ends.Server}").AppendLine("seq abs");
            flow = ends;
            script.AppendLine(Line(frame, frame.Time - last));
            last = frame.Time;
        }

        return script.ToString();
    }

    private static string Line(TraceFrame frame, long sinceLast)
    {
        if (frame.IsFiller)
            return $"gap {TraceClock.Format(sinceLast)}s";
        StringBuilder line = new($"+{TraceClock.Format(sinceLast)}  {(frame.FromClient ? '>' : '<')}  {Flags(frame.Flags)}");
        line.Append($"  {frame.Sequence}:{(long)frame.Sequence + frame.PayloadLength}({frame.PayloadLength})");
        if (frame.Has(TcpFlags.Ack))
            line.Append($"  ack {frame.Acknowledgment}");
        line.Append($"  win {frame.Window}");
        List<string> options = [];
        if (frame.MaximumSegmentSize is ushort size)
            options.Add($"mss {size}");
        if (frame.WindowScale is byte shift)
            options.Add($"wscale {shift}");
        if (frame.Timestamps is TraceTimestamps timestamps)
            options.Add($"ts {timestamps.Value} {timestamps.Echo}");
        if (frame.DuplicateSack is uint again)
            options.Add($"dsack {again}");
        if (options.Count > 0)
            line.Append($"  <{string.Join(", ", options)}>");
        if (frame.HopLimit != TraceFrame.DefaultHopLimit)
            line.Append($"  [ttl {frame.HopLimit}]");
        line.Append($"  [id {frame.Identification}]");
        if (frame.Vlan is int vlan)
            line.Append($"  [vlan {vlan}]");
        if (frame.IpLength is ushort length)
            line.Append($"  [len {length}]");
        if (frame.Checksum is ushort sum)
            line.Append($"  [sum {sum}]");
        if (frame.Kept is int kept)
            line.Append($"  [kept {kept}]");
        return line.ToString();
    }
}
