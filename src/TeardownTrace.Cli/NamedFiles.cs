using TeardownTrace.Capture;

namespace TeardownTrace.Cli;

/// <summary>Which files the captures of a run are, by whatever names: what an output must not overwrite, and what is named twice.</summary>
internal sealed class NamedFiles
{
    /// <summary>Each file under the name it was first given.</summary>
    private readonly Dictionary<FileIdentity, string> _names = [];

    private readonly List<(string Name, string First)> _repeated = [];

    private NamedFiles()
    {
    }

    /// <summary>That files are counted twice, in one line however many they are; null where none is.</summary>
    internal string? ReadTwice
    {
        get
        {
            if (_repeated.Count == 0)
                return null;
            (string name, string first) = _repeated[0];
            string others = _repeated.Count switch
            {
                1 => "",
                2 => "; so is 1 more",
                int count => $"; so are {count - 1} more",
            };
            return $"{CaptureFiles.Told(name)}: is named twice{(name == first ? "" : $", first as {CaptureFiles.Told(first)}")}{others}; what is read twice is counted twice";
        }
    }

    internal static NamedFiles Of(IReadOnlyList<CaptureFileSet> captures)
    {
        NamedFiles named = new();
        foreach (string file in captures.SelectMany(capture => capture.Files))
        {
            FileIdentity? identity = file == CaptureFiles.StandardInput ? FileIdentity.OfStandardInput : FileIdentity.Of(file);
            if (identity is FileIdentity known && !named._names.TryAdd(known, file))
                named._repeated.Add((file, named._names[known]));
        }

        return named;
    }

    /// <summary>Refuses before anything is created: who opens an output empties it.</summary>
    /// <returns>What is wrong, in one line; null where nothing is.</returns>
    internal string? Overwritten(IReadOnlyList<OutputFile> outputs)
    {
        foreach (OutputFile output in outputs)
        {
            if (output.Identity is FileIdentity file && _names.ContainsKey(file))
                return $"{StandardOutput.Told(output.Path)}: is one of the captures; choose another name for --{output.Format.Name}";
        }

        return null;
    }
}
