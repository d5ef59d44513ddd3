using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>
/// Seeded traffic of two modelled hosts as a vantage between them captures it: opening, data, every order of closing, aborts, the 4-tuple used again,
/// with losses before and after the vantage, repetitions, mirror copies and small reordering. The same seed gives the same frames.
/// </summary>
internal sealed class RandomTraffic
{
    private const long Millisecond = 1_000_000;
    private const long HalfTrip = 5 * Millisecond;
    private const long RetransmissionTimeout = 250 * Millisecond;
    private const int MaxAttempts = 6;
    private const ushort Window = 8192;

    private readonly Random _random;
    private readonly List<TraceFrame> _frames = [];
    private readonly double _loss;
    private readonly double _copies;
    private readonly bool _hasTimestamps;
    private readonly ForgedResets _forged;
    private long _now = TraceClock.Epoch;

    private RandomTraffic(int seed, ForgedResets forged)
    {
        _forged = forged;
        // Repeatable by seed, which is the point; nothing secret depends on it.
#pragma warning disable CA5394
        _random = new Random(seed);
        _loss = _random.Next(3) * 0.08;
        _copies = _random.Next(4) == 0 ? 0.3 : 0;
        _hasTimestamps = _random.Next(2) == 0;
#pragma warning restore CA5394
    }

    /// <summary>The frames of one 4-tuple, in capture order.</summary>
    public static IReadOnlyList<TraceFrame> Generate(int seed, ForgedResets forged = ForgedResets.OutOfWindow)
    {
        RandomTraffic traffic = new(seed, forged);
        traffic.Run();
        return [.. traffic._frames.OrderBy(frame => frame.Time)];
    }

    private void Run()
    {
        TraceEnd client = new(IPAddress.Parse("10.0.0.1"), 40000);
        TraceEnd server = new(IPAddress.Parse("10.0.0.2"), 80);
        uint clientIsn = (uint)_random.NextInt64(uint.MaxValue);
        uint serverIsn = (uint)_random.NextInt64(uint.MaxValue);
        int connections = 1 + Pick(3);
        for (int connection = 0; connection < connections; connection++)
        {
            RandomEndpoint a = new(client, isClient: true, clientIsn);
            RandomEndpoint b = new(server, isClient: false, serverIsn);
            if (Open(a, b))
                LiveAndClose(a, b);
            bool isSoon = Chance(0.5);
            Wait((isSoon ? 5_000 : 200_000) * Millisecond);
            clientIsn = a.Next + 5_000_000 + (uint)Pick(1000);
            serverIsn = b.Next + 7_000_000 + (uint)Pick(1000);
            if (isSoon && b.HoldsTimeWait && !_hasTimestamps && connection + 1 < connections && Chance(0.5))
            {
                clientIsn = a.Next - 5_000_000 - (uint)Pick(1000);
                BeRefused(a, b, clientIsn);
            }
        }

        _frames.Add(new TraceFrame { Time = _now, Source = client, Destination = server, FromClient = true, IsFiller = true });
    }

    // TIME_WAIT answers a lower SYN with its last ACK, the client answers that with a RST, and tries again (RULES 23).
    private void BeRefused(RandomEndpoint a, RandomEndpoint b, uint clientIsn)
    {
        bool isAnswered = Send(a, b, TcpFlags.Syn, 0, clientIsn) && Acknowledge(b, a);
        if (isAnswered)
            Send(a, b, TcpFlags.Rst, 0, b.Expected);
        Wait(Millisecond);
    }

    private bool Open(RandomEndpoint a, RandomEndpoint b)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            bool arrived = Send(a, b, TcpFlags.Syn, 0, a.InitialSequence);
            bool answered = arrived && Send(b, a, TcpFlags.Syn | TcpFlags.Ack, 0, b.InitialSequence, a.InitialSequence + 1);
            a.Next = a.InitialSequence + 1;
            if (answered)
            {
                b.Next = b.InitialSequence + 1;
                a.Expected = b.Next;
                b.Expected = a.Next;
                Acknowledge(a, b);
                return true;
            }

            Wait(1000 * Millisecond);
        }

        return false;
    }

    private void LiveAndClose(RandomEndpoint a, RandomEndpoint b)
    {
        int exchanges = Pick(4);
        for (int exchange = 0; exchange < exchanges; exchange++)
            Transfer(Chance(0.5) ? a : b, a, b, TcpFlags.Psh, (uint)(1 + Pick(1000)));
        if (Chance(0.2))
            SendForgedRst(Chance(0.5) ? a : b, a, b);
        RandomEndpoint first = Chance(0.5) ? a : b;
        RandomEndpoint second = ReferenceEquals(first, a) ? b : a;
        switch (Pick(8))
        {
            case 0:
                Send(first, second, TcpFlags.Rst | TcpFlags.Ack, 0, first.Next, first.Expected);
                break;
            case 1:
                CloseAtOnce(first, second);
                break;
            case 2:
                Close(first, second);
                break;
            case 3:
                Close(first, second);
                Transfer(second, a, b, TcpFlags.Psh, 100);
                Close(second, first);
                break;
            default:
                Close(first, second);
                Wait(Pick(50) * Millisecond);
                first.HoldsTimeWait = Close(second, first);
                break;
        }
    }

    // In the window, below it or far beyond it, but never exact: the connection goes on, so nothing of it counts.
    private void SendForgedRst(RandomEndpoint claimed, RandomEndpoint a, RandomEndpoint b)
    {
        Wait(HalfTrip);
        uint outside = Chance(0.5) ? unchecked((uint)-5000) : 1_000_000u;
        uint sequence = claimed.Next + (_forged == ForgedResets.InWindow ? 100u : outside);
        Capture(claimed, TcpFlags.Rst, 0, sequence, 0);
        Wait(50 * Millisecond);
        Transfer(a, a, b, TcpFlags.Psh, 10);
        Transfer(b, a, b, TcpFlags.Psh, 10);
    }

    private bool Close(RandomEndpoint sender, RandomEndpoint receiver) => Transfer(sender, sender, receiver, TcpFlags.Fin, Chance(0.2) ? 10u : 0);

    private bool Transfer(RandomEndpoint sender, RandomEndpoint a, RandomEndpoint b, TcpFlags flags, uint length)
    {
        RandomEndpoint receiver = ReferenceEquals(sender, a) ? b : a;
        uint sequence = sender.Next;
        sender.Next += length + (flags.HasFlag(TcpFlags.Fin) ? 1u : 0);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            bool arrived = Send(sender, receiver, flags | TcpFlags.Ack, length, sequence, sender.Expected);
            if (arrived)
                receiver.Expected = sender.Next;
            if (arrived && Acknowledge(receiver, sender))
                return true;
            Wait(RetransmissionTimeout << attempt);
        }

        return false;
    }

    // Both FINs leave before either arrives.
    private void CloseAtOnce(RandomEndpoint first, RandomEndpoint second)
    {
        long start = _now;
        Capture(first, TcpFlags.Fin | TcpFlags.Ack, 0, first.Next, first.Expected);
        _now = start + Millisecond;
        Capture(second, TcpFlags.Fin | TcpFlags.Ack, 0, second.Next, second.Expected);
        first.Next++;
        second.Next++;
        first.Expected = second.Next;
        second.Expected = first.Next;
        second.RecentTimestamp = Clock(start);
        first.RecentTimestamp = Clock(_now);
        Wait(HalfTrip);
        Capture(first, TcpFlags.Ack, 0, first.Next, first.Expected);
        Wait(Millisecond);
        Capture(second, TcpFlags.Ack, 0, second.Next, second.Expected);
    }

    private bool Acknowledge(RandomEndpoint sender, RandomEndpoint receiver) => Send(sender, receiver, TcpFlags.Ack, 0, sender.Next, sender.Expected);

    /// <summary>Sends a segment past the vantage; false when it is lost on either side of it.</summary>
    private bool Send(RandomEndpoint sender, RandomEndpoint receiver, TcpFlags flags, uint length, uint sequence, uint acknowledgment = 0)
    {
        Wait(HalfTrip);
        if (Chance(_loss))
            return false;
        Capture(sender, flags, length, sequence, acknowledgment);
        uint stamp = Clock();
        Wait(HalfTrip);
        if (Chance(_loss))
            return false;
        if (sequence == receiver.Expected || flags.HasFlag(TcpFlags.Syn))
            receiver.RecentTimestamp = stamp;
        return true;
    }

    private void Capture(RandomEndpoint sender, TcpFlags flags, uint length, uint sequence, uint acknowledgment)
    {
        TraceEnd destination = new(sender.IsClient ? IPAddress.Parse("10.0.0.2") : IPAddress.Parse("10.0.0.1"), sender.IsClient ? (ushort)80 : (ushort)40000);
        TraceFrame frame = new()
        {
            Time = _now,
            Source = sender.End,
            Destination = destination,
            FromClient = sender.IsClient,
            Flags = flags,
            Sequence = sequence,
            Acknowledgment = flags.HasFlag(TcpFlags.Ack) ? acknowledgment : 0,
            PayloadLength = length,
            Window = Window,
            Timestamps = _hasTimestamps && !flags.HasFlag(TcpFlags.Rst) ? new TraceTimestamps(Clock(), sender.RecentTimestamp) : null,
            Identification = sender.NextIdentification(),
        };
        _frames.Add(frame);
        if (Chance(_copies))
            _frames.Add(frame with { Time = frame.Time + (Millisecond / 10), HopLimit = (byte)(frame.HopLimit - 1) });
    }

    private uint Clock() => Clock(_now);

    private static uint Clock(long time) => (uint)(time / Millisecond);

    private void Wait(long time) => _now += time;

#pragma warning disable CA5394 // Repeatable by seed, which is the point; nothing secret depends on it.
    private int Pick(int count) => _random.Next(count);

    private bool Chance(double probability) => _random.NextDouble() < probability;
#pragma warning restore CA5394
}
