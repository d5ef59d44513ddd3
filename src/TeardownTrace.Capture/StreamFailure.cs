namespace TeardownTrace.Capture;

/// <summary>
/// What the system refuses when a stream is read or written. Most of it is an <see cref="IOException"/>; but a descriptor of the other direction
/// (EBADF) and a right that is missing (EACCES, EPERM) come as <see cref="UnauthorizedAccessException"/>, and a file that grows beyond
/// what its file system or its limit takes (EFBIG) as <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public static class StreamFailure
{
    /// <summary>The parameter that .NET names for EFBIG; any other name is a bug of ours.</summary>
    private const string TooLarge = "value";

    /// <summary>Whether an exception is such a refusal.</summary>
    /// <param name="exception">What reading or writing failed with.</param>
    public static bool Is(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: TooLarge };

    /// <summary>The system's own words where .NET has others.</summary>
    /// <param name="exception">A refusal.</param>
    public static string ReasonOf(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            ArgumentOutOfRangeException => "File too large",
            UnauthorizedAccessException { InnerException: IOException system } => system.Message,
            _ => WithoutPath(exception.Message),
        };
    }

    /// <summary>.NET puts the whole path behind the system's words, as in "No space left on device : '/tmp/a.csv'"; who tells of it names the file himself.</summary>
    private static string WithoutPath(string message)
    {
        int path = message.IndexOf(" : '", StringComparison.Ordinal);
        return path > 0 && message[^1] == '\'' ? message[..path] : message;
    }
}
