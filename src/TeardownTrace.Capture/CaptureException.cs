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
}
