using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>What a conversation says next, and when: sequence numbers, timestamps and windows as a stack would have them.</summary>
internal static class ConversationPlay
{
    /// <summary>100.64.0.0/10, shared address space (RFC 6598); as many client hosts as the mask leaves.</summary>
    private const uint ClientNetwork = 0x6440_0000;
    private const int ClientHosts = 4096;
    private const int FirstEphemeralPort = 32768;
    private const int EphemeralPorts = 28232;

    /// <summary>10.0.0.0/8 and 172.16.0.0/12: one below the clients' addresses, one above.</summary>
    private const uint LowServers = 0x0A00_0010;
    private const uint HighServers = 0xAC10_0010;
    private const int ServerHosts = 64;

    private const int TenthsWithoutTimestamps = 1;
    private const int LongestGapNs = 80_000;
    private const int ShortestGapNs = 20_000;
    private const long MillisecondNs = Timestamp.NanosecondsPerSecond / 1000;
    private const ushort SynWindow = 64240;
    private const ushort Window = 502;

    private static readonly ushort[] Services = [443, 443, 80, 8080, 5432, 6379];

    /// <summary>Sets a conversation up.</summary>
    public static void Begin(ref Conversation conversation, Script script, int number, long idleNs, SeededRandom random)
    {
        conversation = default;
        conversation.Script = script;
        conversation.IdleShareNs = script.Thinks == 0 ? 0 : idleNs / script.Thinks;
        conversation.HasTimestamps = script.NeedsTimestamps || random.Below(10) >= TenthsWithoutTimestamps;
        bool highServer = random.Below(2) == 1;
        conversation.Client = NewSpeaker(
            ClientNetwork + (uint)(number % ClientHosts), (ushort)(FirstEphemeralPort + (number / ClientHosts % EphemeralPorts)), random);
        conversation.Server = NewSpeaker(
            (highServer ? HighServers : LowServers) + (uint)random.Below(ServerHosts), Services[random.Below(Services.Length)], random);
        conversation.Client.RoundTripNs = (int)random.Between(4 * MillisecondNs, 40 * MillisecondNs);
        conversation.Server.RoundTripNs = (int)random.Between(MillisecondNs / 5, 2 * MillisecondNs);
    }

    /// <summary>How long after a step the next one comes.</summary>
    public static long Delay(in Conversation conversation, ScriptStep last, SeededRandom random)
    {
        ScriptStep next = conversation.Script.Steps[conversation.Step];
        long noise = random.Between(ShortestGapNs, LongestGapNs);
        if (next.Thinks > 0)
            return (next.Thinks * conversation.IdleShareNs) + noise;
        if (next.DelayNs > 0)
            return next.DelayNs + noise;
        bool sameSender = ((next.Traits ^ last.Traits) & StepTraits.FromServer) == 0;
        if (sameSender || next.Has(StepTraits.Crossing))
            return noise;
        int roundTrip = next.Has(StepTraits.FromServer) ? conversation.Server.RoundTripNs : conversation.Client.RoundTripNs;
        return roundTrip + random.Below(roundTrip / 8);
    }

    /// <summary>Makes the segment of a step and moves both ends on.</summary>
    public static void Speak(ref Conversation conversation, ScriptStep step, long now, SeededRandom random, out SegmentFields segment)
    {
        if (step.Has(StepTraits.NewAbove) || step.Has(StepTraits.NewBelow))
            BeginIncarnation(ref conversation, below: step.Has(StepTraits.NewBelow), random);

        bool fromServer = step.Has(StepTraits.FromServer);
        ref Speaker sender = ref fromServer ? ref conversation.Server : ref conversation.Client;
        ref Speaker receiver = ref fromServer ? ref conversation.Client : ref conversation.Server;
        if (!step.Has(StepTraits.Crossing))
            sender.Received = receiver.Next;

        segment = new SegmentFields
        {
            TimeNs = now,
            Source = sender.Address,
            SourcePort = sender.Port,
            Destination = receiver.Address,
            DestinationPort = receiver.Port,
            Identification = sender.Identification++,
            HopLimit = sender.HopLimit,
            Flags = step.Flags,
            PayloadLength = step.Length,
            Sequence = SequenceOf(sender, step),
            Acknowledgment = (step.Flags & TcpFlags.Ack) == 0 ? 0 : step.Has(StepTraits.Old) ? receiver.OldNext : sender.Received,
            Window = (step.Flags & TcpFlags.Syn) != 0 ? SynWindow : Window,
            HasOptions = true,
            HasTimestamps = conversation.HasTimestamps,
            TimestampValue = (uint)(now / MillisecondNs) + sender.ClockOffset,
            TimestampEcho = (step.Flags & TcpFlags.Ack) == 0 ? 0 : receiver.Stamp,
        };
        if ((step.Flags & TcpFlags.Rst) != 0 && (!sender.HasOpened || (step.Flags & TcpFlags.Ack) == 0))
        {
            // From a stack without a socket: bare (RFC 9293 3.5.2).
            segment.Window = 0;
            segment.HasOptions = false;
        }

        MoveOn(ref sender, step, segment);
    }

    private static uint SequenceOf(in Speaker sender, ScriptStep step)
    {
        if (step.Has(StepTraits.Old))
            return sender.OldNext;
        if (step.Has(StepTraits.Again))
            return sender.Last;
        if ((step.Flags & TcpFlags.Rst) != 0 && !sender.HasOpened)
            return 0;
        return step.Has(StepTraits.Keepalive) ? sender.Next - 1 : sender.Next;
    }

    private static void MoveOn(ref Speaker sender, ScriptStep step, in SegmentFields segment)
    {
        bool again = step.Has(StepTraits.Again);
        if (!again || sender.LastWasLost)
            sender.Stamp = segment.TimestampValue;
        sender.LastWasLost = step.Has(StepTraits.LostAfter);
        uint length = (uint)step.Length + ((step.Flags & TcpFlags.Syn) != 0 ? 1u : 0) + ((step.Flags & TcpFlags.Fin) != 0 ? 1u : 0);
        if ((step.Flags & TcpFlags.Syn) != 0)
            sender.HasOpened = true;
        if (again || length == 0)
            return;
        sender.Last = sender.Next;
        sender.Next += length;
    }

    private static void BeginIncarnation(ref Conversation conversation, bool below, SeededRandom random)
    {
        const int SmallestStep = 100_000;
        const int LargestStep = 20_000_000;
        const uint OlderMs = 3_600_000;
        conversation.Incarnation++;
        conversation.Client.OldNext = conversation.Client.Next;
        conversation.Server.OldNext = conversation.Server.Next;
        uint step = (uint)random.Between(SmallestStep, LargestStep);
        conversation.Client.Next += below ? 0 - step : step;
        conversation.Client.ClockOffset -= below ? OlderMs : 0;
        conversation.Client.HasOpened = false;
        conversation.Server.Next = (uint)random.Next();
        conversation.Server.HasOpened = false;
    }

    private static Speaker NewSpeaker(uint address, ushort port, SeededRandom random)
    {
        ulong bits = random.Next();
        return new Speaker
        {
            Address = address,
            Port = port,
            Next = (uint)bits,
            ClockOffset = (uint)(bits >> 32),
            Identification = (ushort)(bits >> 24),
            HopLimit = (byte)(64 - (bits >> 60)),
        };
    }
}
