using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>Whether the program was started with its standard streams.</summary>
public static class StandardStreams
{
    internal const int InputDescriptor = 0;
    internal const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>Whether there is a standard input; it may have been closed (<c>&lt;&amp;-</c>).</summary>
    internal static bool HasInput => IsOurs(InputDescriptor);

    /// <summary>Whether there is a standard output; it may have been closed (<c>&gt;&amp;-</c>).</summary>
    public static bool HasOutput => IsOurs(OutputDescriptor);

    /// <summary>Whether there is a standard error; it may have been closed (<c>2&gt;&amp;-</c>).</summary>
    public static bool HasError => IsOurs(ErrorDescriptor);

    private static bool IsOurs(int descriptor) => !OperatingSystem.IsLinux() || LinuxDescriptor.IsInherited(descriptor);
}
