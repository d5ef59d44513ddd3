using System.Diagnostics;

namespace TeardownTrace.Cli.Tests;

/// <summary>The program as a process of its own, as a shell would start it.</summary>
internal static class TeardownTraceCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static string Path { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "teardowntrace.exe" : "teardowntrace");

    /// <summary>Runs a copy of the program that stands elsewhere.</summary>
    internal static CommandResult RunAt(string path, params string[] arguments) => Run(path, arguments, input: null, []);

    internal static CommandResult Run(params string[] arguments) => Run(Path, arguments, input: null, []);

    internal static CommandResult Run(string[] arguments, byte[]? input, params (string Name, string Value)[] environment) =>
        Run(Path, arguments, input, environment);

    /// <summary>Runs a line of shell in which $T is the program.</summary>
    internal static CommandResult Shell(string line)
    {
        if (!File.Exists("/bin/bash"))
            Assert.Skip("needs bash");
        return Run("/bin/bash", ["-c", line], input: null, [("T", Path)]);
    }

    private static CommandResult Run(string program, string[] arguments, byte[]? input, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("NO_COLOR");
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
            process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(Patience), "the program did not end");
        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
