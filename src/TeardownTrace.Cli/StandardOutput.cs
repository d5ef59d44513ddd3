using System.Text;
using Microsoft.Win32.SafeHandles;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli;

/// <summary>Standard output as a stream that tells when its reader has gone.</summary>
internal static class StandardOutput
{
    /// <summary>What it is called among the outputs.</summary>
    internal const string Name = "-";

    private const string Title = "standard output";
    private const string Closed = "it is closed; give it a file or a pipe";
    private const int Descriptor = 1;

    /// <summary>EPIPE on Unix, ERROR_BROKEN_PIPE and ERROR_NO_DATA as HRESULTs on Windows.</summary>
    private static readonly int[] ClosedPipe = [32, unchecked((int)0x8007006D), unchecked((int)0x800700E8)];

    /// <summary>
    /// The console's own stream drops what a closed pipe does not take, and the run would go on unheard; a file stream over the same
    /// descriptor fails. For files it is the other way round: a file stream writes at offsets of its own, and what another program wrote
    /// through the shared descriptor would be overwritten.
    /// </summary>
    /// <exception cref="IOException">It was closed before the program began.</exception>
    internal static Stream Open()
    {
        if (!StandardStreams.HasOutput)
            throw new IOException(Closed);
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();

        FileStream? pipe = null;
        try
        {
            pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        }
        catch (Exception e) when (StreamFailure.Is(e) || e is ArgumentException)
        {
            // Opened for reading: the console's stream says so when it is written to.
        }

        if (pipe is { CanSeek: false })
            return pipe;
        pipe?.Dispose();
        return Console.OpenStandardOutput();
    }

    /// <summary>Prints a text to it.</summary>
    /// <param name="print">Writes the text.</param>
    /// <returns>What kept it from being printed, in one line; null where nothing did. Whoever closed the pipe has seen enough.</returns>
    internal static string? Print(Action<TextWriter> print)
    {
        try
        {
            using StreamWriter writer = new(Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            print(writer);
            return null;
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            return IsClosedPipe(e) ? null : $"{Title}: {StreamFailure.ReasonOf(e)}";
        }
    }

    /// <summary>Makes sure that tables can be written to it.</summary>
    /// <exception cref="IOException">It was closed before the program began.</exception>
    internal static void Require()
    {
        if (!StandardStreams.HasOutput)
            throw new IOException($"{Title}: {Closed}");
    }

    /// <summary>What a person calls an output.</summary>
    /// <param name="path">The file, or <see cref="Name"/>.</param>
    internal static string Told(string path) => path == Name ? Title : path;

    internal static bool IsClosedPipe(Exception error) => Array.IndexOf(ClosedPipe, error.HResult) >= 0;
}
