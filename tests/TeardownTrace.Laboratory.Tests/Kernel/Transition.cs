namespace TeardownTrace.Laboratory.Tests.Kernel;

/// <summary>One line of the tracepoint: a socket went from one state to another.</summary>
/// <param name="Address">The socket's own address.</param>
/// <param name="LocalPort">Its port.</param>
/// <param name="RemotePort">The peer's port.</param>
/// <param name="From">The kernel's name of the state before, such as <c>TCP_FIN_WAIT2</c>.</param>
/// <param name="To">The kernel's name of the state after.</param>
internal readonly record struct Transition(string Address, int LocalPort, int RemotePort, string From, string To);
