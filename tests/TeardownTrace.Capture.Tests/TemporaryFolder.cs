namespace TeardownTrace.Capture.Tests;

/// <summary>A folder for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("teardowntrace-").FullName;

    public string Path(string name) => System.IO.Path.Join(_path, name);

    public string Write(string name, byte[] content)
    {
        string path = Path(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
