namespace TeardownTrace.Capture;

/// <summary>A filter cannot be used: the expression is wrong, or there is no libpcap to compile it. The message says which and what to do.</summary>
public sealed class PacketFilterException : Exception
{
    /// <summary>Makes the exception without a message.</summary>
    public PacketFilterException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong with the filter, in one line.</param>
    public PacketFilterException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong with the filter, in one line.</param>
    /// <param name="innerException">What the system said.</param>
    public PacketFilterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception for an expression that libpcap refuses.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="error">libpcap's words.</param>
    internal static PacketFilterException Wrong(string expression, string error) =>
        new($"the filter \"{expression}\" is wrong: {error}; see the manual page pcap-filter");
}
