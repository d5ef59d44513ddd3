using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>
/// struct statx of Linux, the same on every architecture; what is not named here is times and attributes:
/// <code>
///   0 | which are filled in 4 | block 4 | attributes 8 | links 4 | user 4 | group 4 | mode 2 | free 2 |
///  32 | inode 8 | size 8 | ...
/// 128 | device that it is 8 | device that it is on: major 4, minor 4 | ... to 256 |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal unsafe partial struct LinuxFileStatus
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int OfDescriptor = 0x1000; // AT_EMPTY_PATH
    private const uint TypeAndInode = 0x101; // STATX_TYPE, STATX_INO
    private const int TypeBits = 0xF000; // S_IFMT
    private const int RegularFile = 0x8000; // S_IFREG

    [FieldOffset(28)]
    private ushort _mode;

    [FieldOffset(32)]
    private ulong _inode;

    [FieldOffset(136)]
    private ulong _device;

    /// <summary>Whether it is an ordinary file: no pipe, device or folder.</summary>
    public readonly bool IsRegularFile => (_mode & TypeBits) == RegularFile;

    /// <summary>Its number on its device.</summary>
    public readonly ulong Inode => _inode;

    /// <summary>The device that holds it.</summary>
    public readonly ulong Device => _device;

    /// <summary>What a name stands for, links followed; null where there is nothing, or the system does not tell.</summary>
    public static LinuxFileStatus? Of(string path) => Ask(CurrentFolder, path, flags: 0);

    /// <summary>What an open descriptor stands for; null where it is closed, or the system does not tell.</summary>
    public static LinuxFileStatus? Of(int descriptor) => Ask(descriptor, "", OfDescriptor);

    private static LinuxFileStatus? Ask(int descriptor, string path, int flags)
    {
        LinuxFileStatus status;
        try
        {
            return GetStatus(descriptor, path, flags, TypeAndInode, &status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            // glibc before 2.28.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int folder, string path, int flags, uint wanted, LinuxFileStatus* status);
}
