using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>
/// What is said to who watches, on standard error. Nothing depends on it: where it cannot be said, as its terminal was closed, its disk is full or
/// there never was one, the work goes on.
/// </summary>
internal static class StandardError
{
    /// <summary>Says one line in the program's name. It may hold names from outside.</summary>
    internal static void Say(string line) => WriteLine($"{Entry.Name}: {line}");

    /// <summary>Writes one line that may hold names from outside.</summary>
    internal static void WriteLine(string line) => Write(PrintableText.Of(line) + "\n");

    /// <summary>Writes a text as it is.</summary>
    internal static void Write(string text)
    {
        if (!StandardStreams.HasError)
            return;
        try
        {
            Console.Error.Write(text);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            // There is no other place to say that.
        }
    }
}
