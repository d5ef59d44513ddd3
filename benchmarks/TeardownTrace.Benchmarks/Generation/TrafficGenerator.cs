using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>
/// Plays scripts side by side: connections arrive at a steady rate, each lives about as long as the number open at once demands, and the
/// next segment of all is always written next. Deterministic for a seed.
/// </summary>
internal sealed class TrafficGenerator(TrafficOptions options) : IDisposable
{
    /// <summary>When the capture begins: 2026-01-01T00:00:00Z.</summary>
    private const long StartNs = 1_767_225_600 * Timestamp.NanosecondsPerSecond;

    private const int NoiseNs = 80_000;

    private readonly SeededRandom _random = new((ulong)options.Seed);
    private readonly PcapStream _capture = new(options.Path, options.SnapLength);
    private readonly TruthWriter _truth = new(TruthPath(options.Path), options.Unlabelled);
    private readonly PriorityQueue<int, long> _next = new(options.Open);
    private readonly Stack<int> _free = new();
    private readonly int[] _scriptOf = ScriptByWeight(options.Scripts);
    private Conversation[] _conversations = new Conversation[1024];
    private int _conversationsUsed;
    private long _lastNs;
    private int _open;

    /// <summary>The most connections that were established and not closed at once.</summary>
    public int PeakOpen { get; private set; }

    /// <summary>Packets written.</summary>
    public long Packets => _capture.Packets;

    /// <summary>Labels written.</summary>
    public long Labels => _truth.Rows;

    /// <summary>Where the labels of a capture stand.</summary>
    public static string TruthPath(string capture) => Path.ChangeExtension(capture, ".truth.tsv");

    /// <summary>Writes everything.</summary>
    public void Run()
    {
        long arrivalGap = Timestamp.NanosecondsPerSecond / options.PerSecond;
        long synGap = options.SynsPerSecond == 0 ? 0 : Timestamp.NanosecondsPerSecond / options.SynsPerSecond;
        long nextArrival = StartNs;
        long nextSyn = options.Syns == 0 ? long.MaxValue : StartNs;
        var flood = new SynFlood(_capture, _random);
        int arrived = 0;
        int syns = 0;
        while (true)
        {
            long nextStep = _next.TryPeek(out int at, out long time) ? time : long.MaxValue;
            long now = Math.Min(Math.Min(nextArrival, nextStep), nextSyn);
            if (now == long.MaxValue)
                break;
            if (now == nextSyn)
            {
                flood.Write(now);
                nextSyn = ++syns == options.Syns ? long.MaxValue : nextSyn + synGap;
            }
            else if (now == nextArrival)
            {
                Begin(arrived, now);
                nextArrival = ++arrived == options.Connections ? long.MaxValue : nextArrival + arrivalGap;
            }
            else
            {
                _next.Dequeue();
                Play(at, now);
            }

            _lastNs = now;
        }

        WriteQuiet();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _capture.Dispose();
        _truth.Dispose();
    }

    /// <summary>One long connection that only keeps alive, so that the capture goes on.</summary>
    private void WriteQuiet()
    {
        int at = Take(options.Connections, QuietScript.For(options.QuietNs));
        long now = _lastNs + NoiseNs;
        do
            Play(at, now);
        while (_next.TryDequeue(out at, out now));
    }

    private void Begin(int number, long now) => _next.Enqueue(Take(number, options.Scripts[_scriptOf[_random.Below(_scriptOf.Length)]]), now + _random.Below(NoiseNs));

    private int Take(int number, Script script)
    {
        if (!_free.TryPop(out int at))
        {
            at = _conversationsUsed++;
            if (at == _conversations.Length)
                Array.Resize(ref _conversations, at * 2);
        }

        long lifeNs = Timestamp.NanosecondsPerSecond * options.Open / options.PerSecond;
        long idleNs = _random.Between(lifeNs / 2, lifeNs + (lifeNs / 2));
        ConversationPlay.Begin(ref _conversations[at], script, number, idleNs, _random);
        return at;
    }

    private void Play(int at, long now)
    {
        ref Conversation conversation = ref _conversations[at];
        ScriptStep step = conversation.Script.Steps[conversation.Step];
        if (step.Has(StepTraits.NewAbove) || step.Has(StepTraits.NewBelow))
        {
            _truth.Write(conversation);
            Close(ref conversation);
        }

        ConversationPlay.Speak(ref conversation, step, now, _random, out SegmentFields segment);
        if (!step.Has(StepTraits.LostBefore))
            _capture.Write(segment);
        CountOpen(ref conversation, step);

        if (++conversation.Step == conversation.Script.Steps.Length)
        {
            _truth.Write(conversation);
            Close(ref conversation);
            _free.Push(at);
            return;
        }

        _next.Enqueue(at, now + ConversationPlay.Delay(conversation, step, _random));
    }

    private void CountOpen(ref Conversation conversation, ScriptStep step)
    {
        bool isSyn = (step.Flags & TcpFlags.Syn) != 0;
        if (!isSyn || conversation.IsOpen)
            return;
        conversation.IsOpen = true;
        PeakOpen = Math.Max(PeakOpen, ++_open);
    }

    private void Close(ref Conversation conversation)
    {
        if (conversation.IsOpen)
            _open--;
        conversation.IsOpen = false;
    }

    private static int[] ScriptByWeight(Script[] scripts) =>
        [.. scripts.SelectMany((script, index) => Enumerable.Repeat(index, script.Weight))];
}
