using System.Runtime.InteropServices;

namespace TeardownTrace.Cli;

/// <summary>Ctrl-C and a polite kill: the first asks the run to stop and report, the second is left to the system.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _request = new();

    internal Interruption()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask)];
    }

    internal bool IsRequested => _request.IsCancellationRequested;

    /// <summary>For who waits in the meantime.</summary>
    internal CancellationToken Token => _request.Token;

    /// <summary>Listens no longer. A signal may be on its way just then, and must find what it asks with: that has nothing to let go.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = !IsRequested;
        _request.Cancel();
    }
}
