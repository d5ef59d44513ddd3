namespace TeardownTrace.Testing;

/// <summary>A folder for one test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("teardowntrace-");

    /// <summary>The folder itself.</summary>
    public string FullName => _folder.FullName;

    /// <summary>The path of a file in it.</summary>
    public string Path(string name) => System.IO.Path.Join(_folder.FullName, name);

    /// <summary>Writes a file into it.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string name, byte[] content)
    {
        string path = Path(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
