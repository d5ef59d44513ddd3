namespace TeardownTrace.Cli;

/// <summary>
/// What is said to who watches, on standard error. Nothing depends on it: where it cannot be said, as its terminal was closed or its disk is full,
/// the work goes on.
/// </summary>
internal static class StandardError
{
    /// <summary>Says one line in the program's name.</summary>
    internal static void Say(string line) => Write($"{Entry.Name}: {line}\n");

    /// <summary>Writes a text as it is.</summary>
    internal static void Write(string text)
    {
        try
        {
            Console.Error.Write(text);
        }
        catch (IOException)
        {
            // There is no other place to say that.
        }
    }
}
