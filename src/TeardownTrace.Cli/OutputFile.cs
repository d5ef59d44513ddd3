using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>Rows that are asked for.</summary>
/// <param name="Format">As what.</param>
/// <param name="Path">Where to.</param>
internal sealed record OutputFile(OutputFormat Format, string Path)
{
    /// <summary>Which file that is at the moment; null where it is no ordinary one.</summary>
    internal FileIdentity? Identity => Path == StandardOutput.Name ? FileIdentity.OfStandardOutput : FileIdentity.Of(Path);

    /// <summary>Creates a file that an option names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option's name without dashes.</param>
    /// <param name="create">Does it.</param>
    /// <returns>What is wrong, in one line; null where nothing is.</returns>
    internal static string? Create(string path, string option, Action create)
    {
        try
        {
            // Files that rotate are named after a folder as after a file, but would stand beside it.
            if (path != StandardOutput.Name && Directory.Exists(path))
                return Refusal("it is a folder; name a file in it");
            create();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Refusal("permission denied");
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // A folder that is there takes no file, as those of /proc; or the name is a link that leads nowhere.
            return Refusal(Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) ? "no file can be created there" : "there is no such folder");
        }
        catch (PathTooLongException)
        {
            return Refusal("the name is too long");
        }
        catch (Exception e) when (StreamFailure.Is(e) || e is ArgumentException or NotSupportedException)
        {
            return Refusal(StreamFailure.ReasonOf(e));
        }

        string Refusal(string reason) => $"{path}: cannot be created for --{option}: {reason}";
    }
}
