namespace TeardownTrace.Benchmarks.Generation;

/// <summary>Numbers that are the same on every machine and runtime for the same seed (SplitMix64, Steele et al. 2014).</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 even bits.</summary>
    public ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>A number from <paramref name="from"/> to below <paramref name="limit"/>.</summary>
    public long Between(long from, long limit) => from + (long)(((UInt128)Next() * (UInt128)(limit - from)) >> 64);
}
