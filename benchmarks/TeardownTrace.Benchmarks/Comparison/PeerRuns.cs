using System.Globalization;

namespace TeardownTrace.Benchmarks.Comparison;

/// <summary>A program's runs. Times of one that read a slice are scaled to the whole; its memory is not.</summary>
internal sealed class PeerRuns(Peer peer)
{
    private readonly List<PeerRun> _runs = [];
    private double _scale = 1;

    /// <summary>Its name.</summary>
    public string Name => peer.Name;

    /// <summary>Whether it read a slice.</summary>
    public bool IsSliced => peer.IsSliced;

    /// <summary>Runs so far.</summary>
    public int Count => _runs.Count;

    /// <summary>Whether every run ended well.</summary>
    public bool IsSound => _runs.TrueForAll(run => run.ExitCode == 0);

    /// <summary>Median wall time, seconds.</summary>
    public double Wall => _scale * MedianOf(run => run.WallSeconds);

    /// <summary>Least wall time, seconds.</summary>
    public double Fastest => _scale * _runs.Min(run => run.WallSeconds);

    /// <summary>Median time in its own code, seconds.</summary>
    public double User => _scale * MedianOf(run => run.UserSeconds);

    /// <summary>Median time in the kernel, seconds.</summary>
    public double System => _scale * MedianOf(run => run.SystemSeconds);

    /// <summary>Median peak of resident memory, MiB.</summary>
    public double PeakMebibytes => MedianOf(run => run.PeakKibibytes) / 1024;

    /// <summary>Runs it once more, unless it has run as often as it needs to.</summary>
    public void Run(string capture, int slice, string folder, long packets)
    {
        if (_runs.Count >= peer.MostRuns)
            return;
        if (peer.IsSliced && packets > slice)
            _scale = (double)packets / slice;
        IEnumerable<string> arguments = peer.Arguments.Select(argument => argument switch
        {
            "{capture}" => capture,
            "{slice}" => slice.ToString(CultureInfo.InvariantCulture),
            "{folder}" => folder,
            _ => argument,
        });
        _runs.Add(PeerRun.Of(peer.Executable, arguments));
    }

    private double MedianOf(Func<PeerRun, double> value) => Median.Of([.. _runs.Select(value)]);
}
