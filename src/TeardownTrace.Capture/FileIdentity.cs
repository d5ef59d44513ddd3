using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>
/// Which file a name stands for, whatever way leads there: two names of one ordinary file are equal, also through links, and before it is created.
/// What is no ordinary file (a pipe, a terminal, /dev/null) has none: it may be named as often as one likes.
/// </summary>
/// <remarks>
/// On Linux by device and inode; a file that is still to be created goes by its folder's and its name. Elsewhere by the path, links at its end
/// followed: hard links and links among its folders are not seen through there.
/// </remarks>
public sealed record FileIdentity
{
    private const int MostLinks = 40; // MAXSYMLINKS of Linux

    private readonly ulong _device;
    private readonly ulong _inode;
    private readonly string _name;

    private FileIdentity(ulong device, ulong inode, string name)
    {
        _device = device;
        _inode = inode;
        _name = name;
    }

    /// <summary>The ordinary file that standard input is read from; null where it is none, or the system does not tell.</summary>
    public static FileIdentity? OfStandardInput => OfDescriptor(StandardStreams.InputDescriptor);

    /// <summary>The ordinary file that standard output is written to; null where it is none, or the system does not tell.</summary>
    public static FileIdentity? OfStandardOutput => OfDescriptor(StandardStreams.OutputDescriptor);

    /// <summary>The file of a name, which need not exist; null where it can be none.</summary>
    /// <param name="path">The name.</param>
    public static FileIdentity? Of(string path)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        if (OperatingSystem.IsLinux() && LinuxFileStatus.Of(path) is LinuxFileStatus status)
            return Of(status);

        string target = EndOfLinks(path);
        if (OperatingSystem.IsLinux() && LinuxFileStatus.Of(FolderOf(target)) is LinuxFileStatus folder)
            return new FileIdentity(folder.Device, folder.Inode, Path.GetFileName(target));
        return new FileIdentity(0, 0, Path.GetFullPath(target));
    }

    /// <summary>Whether a name stands for an ordinary file that is there: one that can be looked into and has a length.</summary>
    internal static bool IsFile(string path) => File.Exists(path) && Of(path) is not null;

    private static FileIdentity? OfDescriptor(int descriptor) =>
        OperatingSystem.IsLinux() && LinuxFileStatus.Of(descriptor) is LinuxFileStatus status ? Of(status) : null;

    private static FileIdentity? Of(LinuxFileStatus status) =>
        status.IsRegularFile ? new FileIdentity(status.Device, status.Inode, "") : null;

    private static string FolderOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";

    /// <summary>Link by link: the end need not exist yet.</summary>
    private static string EndOfLinks(string path)
    {
        for (int links = 0; links < MostLinks && new FileInfo(path).LinkTarget is string target; links++)
            path = Path.Combine(FolderOf(path), target);
        return path;
    }
}
