using TeardownTrace.Testing.Network;
using Xunit;

namespace TeardownTrace.Testing;

/// <summary>A disk of its own for one test, a small tmpfs, that somebody else fills. Skips the test where none can be mounted.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk()
    {
    }

    /// <summary>What is on it.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>Mounts one.</summary>
    /// <param name="size">How much it holds, as mount takes it: 64k.</param>
    public static SmallDisk Mount(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk needs root on Linux");
        Tool.Require("mount");
        Tool.Require("umount");
        SmallDisk disk = new();
        try
        {
            Tool.Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Folder.FullName);
        }
        catch (InvalidOperationException refusal)
        {
            disk.Folder.Dispose();
            Assert.Skip($"a small disk cannot be mounted: {refusal.Message}");
        }

        return disk;
    }

    /// <summary>The path of a file on it.</summary>
    public string Path(string name) => Folder.Path(name);

    /// <summary>Makes it larger.</summary>
    public void Grow(string size) => Tool.Run("mount", "-o", $"remount,size={size}", Folder.FullName);

    /// <summary>Fills it to the last byte.</summary>
    /// <returns>The path of the file that does.</returns>
    public string Fill()
    {
        string path = Path("stranger");
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
                stream.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }

        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tool.Run("umount", Folder.FullName);
        Folder.Dispose();
    }
}
