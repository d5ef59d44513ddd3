namespace TeardownTrace.Laboratory.Tests;

/// <summary>Programs that were built beside these tests, in the same configuration.</summary>
internal static class BuiltProgram
{
    public static string Benchmarks { get; } = PathOf("TeardownTrace.Benchmarks", "TeardownTrace.Benchmarks");

    public static string TeardownTrace { get; } = PathOf("TeardownTrace.Cli", "teardowntrace");

    private static string PathOf(string project, string program)
    {
        DirectoryInfo own = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
    }
}
