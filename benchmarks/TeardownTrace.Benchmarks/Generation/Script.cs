using System.Globalization;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>
/// The life of a connection as text, step by step: <c>&gt;</c> client, <c>&lt;</c> server, then <c>S F R</c> for the control bits, <c>.</c> for ACK,
/// <c>P300</c> for 300 bytes (<c>P1400x40</c> for forty times as many segments), <c>K</c> for a keep-alive; <c>+250ms</c> and <c>+2s</c> wait, <c>~</c> idles
/// for a share of the connection's life. FIN carries an ACK. See <see cref="StepTraits"/> for the marks behind a step.
/// </summary>
internal sealed class Script
{
    /// <summary>Reads a script.</summary>
    /// <param name="weight">How often it is played, among the weights of all.</param>
    /// <param name="steps">The text.</param>
    /// <param name="truths">What must be said of each incarnation.</param>
    public Script(int weight, string steps, params ReadOnlySpan<Truth> truths)
    {
        Weight = weight;
        Truths = truths.ToArray();
        Labels = [.. Truths.Select(TruthColumns.Write)];
        Steps = [.. Parse(steps)];
        Thinks = Steps.Sum(step => step.Thinks);
    }

    /// <summary>How often it is played.</summary>
    public int Weight { get; }

    /// <summary>Its segments.</summary>
    public ScriptStep[] Steps { get; }

    /// <summary>Shares of idle time in all.</summary>
    public int Thinks { get; }

    /// <summary>What must be said, by incarnation.</summary>
    public Truth[] Truths { get; }

    /// <summary>The same as it stands in a truth file.</summary>
    public string[] Labels { get; }

    /// <summary>Whether the verdict rests on timestamps (RFC 7323), so that every connection of this script has them.</summary>
    public bool NeedsTimestamps { get; init; }

    private static IEnumerable<ScriptStep> Parse(string text)
    {
        long delay = 0;
        int thinks = 0;
        StepTraits beginning = StepTraits.None;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "~")
            {
                thinks++;
            }
            else if (word[0] == '+')
            {
                delay += Duration(word[1..]);
            }
            else if (word[0] == '/')
            {
                beginning = word == "/+" ? StepTraits.NewAbove : StepTraits.NewBelow;
            }
            else
            {
                ScriptStep step = Segment(word, beginning, delay, thinks, out int times);
                for (int i = 0; i < times; i++)
                    yield return i == 0 ? step : step with { DelayNs = 0, Thinks = 0 };
                delay = 0;
                thinks = 0;
                beginning = StepTraits.None;
            }
        }
    }

    private static long Duration(string text)
    {
        bool milliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        long number = long.Parse(text.TrimEnd('m', 's'), CultureInfo.InvariantCulture);
        return number * (milliseconds ? Timestamp.NanosecondsPerSecond / 1000 : Timestamp.NanosecondsPerSecond);
    }

    private static ScriptStep Segment(string word, StepTraits traits, long delay, int thinks, out int times)
    {
        TcpFlags flags = TcpFlags.None;
        int[] numbers = [0, 1];
        int number = 0;
        traits |= word[0] == '<' ? StepTraits.FromServer : StepTraits.None;
        foreach (char letter in word.AsSpan(1))
        {
            flags |= letter switch
            {
                'S' => TcpFlags.Syn,
                'F' => TcpFlags.Fin | TcpFlags.Ack,
                'R' => TcpFlags.Rst,
                'P' => TcpFlags.Psh | TcpFlags.Ack,
                '.' or 'K' => TcpFlags.Ack,
                _ => TcpFlags.None,
            };
            traits |= letter switch
            {
                '*' => StepTraits.Again,
                '!' => StepTraits.LostBefore,
                '%' => StepTraits.LostAfter,
                '^' => StepTraits.Crossing,
                'K' => StepTraits.Keepalive,
                'o' => StepTraits.Old,
                _ => StepTraits.None,
            };
            if (letter == 'x')
                numbers[++number] = 0;
            else if (char.IsAsciiDigit(letter))
                numbers[number] = (numbers[number] * 10) + letter - '0';
        }

        times = numbers[1];
        return new ScriptStep(flags, (ushort)numbers[0], traits, delay, thinks);
    }
}
