namespace TeardownTrace.Capture;

/// <summary>A capture cannot be read at all: missing, unreadable, not a capture. The message names the file and says what to do.</summary>
public sealed class CaptureException : IOException
{
    /// <summary>Makes the exception without a message.</summary>
    public CaptureException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What, where (file, offset) and what to do, in one line.</param>
    public CaptureException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What, where (file, offset) and what to do, in one line.</param>
    /// <param name="innerException">What the system said.</param>
    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception for a file.</summary>
    /// <param name="file">The file as given on the command line.</param>
    /// <param name="reason">What is wrong and what to do, without the file.</param>
    /// <param name="innerException">What the system said, where it said something.</param>
    internal CaptureException(string file, string reason, Exception? innerException = null)
        : base($"{CaptureFiles.Told(file)}: {reason}", innerException)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>The file as given on the command line; null where no single file is meant.</summary>
    public string? File { get; }

    /// <summary>The message without the file's name.</summary>
    public string Reason { get => field ?? Message; }
}
