using TeardownTrace.Testing;

namespace TeardownTrace.Capture.Tests;

/// <summary>Captures with random damage, always the same: nothing but a refusal at opening, no hang, and nothing lost silently.</summary>
public class MutationTests
{
    private const int SmallCapture = 8_000;
    private const int MutationsOfEach = 25;

    private const int OneInSoManyStreamed = 16;

    private static readonly byte[][] Lies = [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 4, 0], [0, 4, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [1, 0, 0, 0]];

    [Fact(Timeout = 600_000)]
    public async Task Mutated_captures_never_do_worse_than_end_early()
    {
        string[] files = [.. SharedCaptures.Names().Select(SharedCaptures.Path).Where(file => new FileInfo(file).Length <= SmallCapture)];
        Assert.SkipWhen(files.Length == 0, "the shared captures are not on this machine");

        // Away from the test's own thread, so that the time bound can end a hang.
        await Task.Run(() => MutateAll(files), TestContext.Current.CancellationToken);
    }

    private static void MutateAll(string[] files)
    {
        using var folder = new TemporaryFolder();
        int refused = 0;
        int damaged = 0;
        for (int seed = 0; seed < files.Length * MutationsOfEach; seed++)
        {
            byte[] capture = Mutate(File.ReadAllBytes(files[seed % files.Length]), new Random(seed));
            string path = folder.Write("c", capture);
            CaptureReading reading;
            try
            {
                reading = CaptureReading.Of(path);
            }
            catch (CaptureException)
            {
                refused++;
                continue;
            }

            damaged += reading.Problems.Count;
            Assert.True(reading.Problems.Count <= 1, $"{files[seed % files.Length]}, seed {seed}");
            if (seed % OneInSoManyStreamed == 0)
                Assert.Equal(reading.Packets, ReadingWay.StreamedInTinyBlocks.Read(capture).Packets);
            Assert.All(reading.Packets, packet => Assert.True(packet.CapturedLength <= capture.Length || path.EndsWith(".gz", StringComparison.Ordinal)));
            if (reading.Problems.Count == 1 && reading.Packets.Count > 0)
                Assert.True(reading.Problems[0].Frame >= reading.Packets[^1].Frame, $"{files[seed % files.Length]}, seed {seed}");
        }

        // The mutations bite: otherwise this shows nothing.
        Assert.True(refused > 20 && damaged > 100, $"{refused} refused, {damaged} damaged");
    }

    private static byte[] Mutate(byte[] capture, Random random)
    {
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(capture.Length);
            switch (random.Next(5))
            {
                case 0:
                    capture[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    capture[at] = (byte)random.Next(256);
                    break;
                case 2:
                    byte[] lie = Lies[random.Next(Lies.Length)];
                    at &= ~3;
                    lie.AsSpan(0, Math.Min(lie.Length, capture.Length - at)).CopyTo(capture.AsSpan(at));
                    break;
                case 3:
                    capture = capture[..Math.Min(capture.Length, Math.Max(at, 30))];
                    break;
                default:
                    capture = [.. capture[..at], .. capture[Math.Min(capture.Length, at + random.Next(1, 20))..]];
                    break;
            }
        }

        return capture.Length == 0 ? [0] : capture;
    }
}
