using System.Buffers.Binary;
using System.Diagnostics;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>
/// Damaged captures from the file to the written tables, always the same ones: bits flipped, lengths that lie, blocks cut, taken out or shown twice.
/// Nothing but a refusal at opening, no hang, nothing lost silently. Over 140 captures, the first 64 KB of each, 60 cases each: about 8900 cases.
/// </summary>
public sealed class FuzzTests
{
    private const int CasesOfEach = 60;
    private const int MostBytes = 64 * 1024;

    /// <summary>A machine may stand still for a while, and not each time.</summary>
    private const int TriesOfACase = 3;

    /// <summary>A hundred times what a slow machine takes for a case: only a hang or a square takes longer.</summary>
    private static readonly TimeSpan MostOfACase = TimeSpan.FromSeconds(10);

    private static readonly uint[] Lies = [0, 1, 15, 16, 0x0400, 0xFFFF, 0x0004_0000, int.MaxValue, 0x8000_0000, uint.MaxValue];

    [Fact]
    public void Damaged_captures_are_analysed_as_far_as_they_go()
    {
        SharedCaptures.Require();
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> names = SharedCaptures.Names();
        int refused = 0;
        int withConnections = 0;
        for (int i = 0; i < names.Count; i++)
        {
            byte[] capture = FirstBytes(SharedCaptures.Path(names[i]));
            for (int seed = i * CasesOfEach; seed < (i + 1) * CasesOfEach; seed++)
            {
                string path = folder.Write("damaged", Mutate(capture, new Random(seed)));
                AnalysedCapture? analysed = AnalyseInTime(path, names[i], seed);
                refused += analysed is null ? 1 : 0;
                withConnections += analysed?.Rows.Count > 0 ? 1 : 0;
            }
        }

        // The damage bites, and does not bite off everything: otherwise this shows nothing.
        int cases = names.Count * CasesOfEach;
        Assert.InRange(refused, cases / 100, cases / 2);
        Assert.InRange(withConnections, cases / 3, cases);
    }

    private static AnalysedCapture? AnalyseInTime(string path, string name, int seed)
    {
        for (int tries = 1; ; tries++)
        {
            long begin = Stopwatch.GetTimestamp();
            AnalysedCapture? analysed = Analyse(path, name, seed);
            TimeSpan taken = Stopwatch.GetElapsedTime(begin);
            if (taken < MostOfACase)
                return analysed;
            Assert.True(tries < TriesOfACase, $"{name}, seed {seed} took {taken}, and no try less than {MostOfACase}");
        }
    }

    private static AnalysedCapture? Analyse(string path, string name, int seed)
    {
        try
        {
            AnalysedCapture? analysed = AnalysedCapture.OfFile(path, threads: 1 + (seed % 2));
            analysed?.AssertSums();
            if (analysed is not null)
                WrittenTables.Write(analysed);
            return analysed;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"{name}, seed {seed}: {exception.Message}", exception);
        }
    }

    private static byte[] FirstBytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(file.Length, MostBytes)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] capture = [.. original];
        for (int changes = random.Next(1, 12); changes > 0 && capture.Length >= sizeof(uint); changes--)
        {
            int at = random.Next(capture.Length - sizeof(uint) + 1);
            int length = random.Next(1, Math.Min(200, capture.Length - at) + 1);
            switch (random.Next(8))
            {
                case 0 or 1:
                    capture[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    capture[at] = (byte)random.Next(256);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32LittleEndian(capture.AsSpan(at & ~3), Lies[random.Next(Lies.Length)]);
                    break;
                case 4:
                    BinaryPrimitives.WriteUInt32BigEndian(capture.AsSpan(at), Lies[random.Next(Lies.Length)]);
                    break;
                case 5:
                    capture = [.. capture[..at], .. capture[(at + length)..]];
                    break;
                case 6:
                    capture = [.. capture[..(at + length)], .. capture[at..]];
                    break;
                case 7 when random.Next(3) == 0:
                    capture = capture[..Math.Max(at, Math.Min(capture.Length, 24))];
                    break;
            }
        }

        return capture;
    }
}
