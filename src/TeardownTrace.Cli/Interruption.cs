using System.Runtime.InteropServices;

namespace TeardownTrace.Cli;

/// <summary>Ctrl-C and a polite kill: the first asks the run to stop and report, the second is left to the system.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isRequested;

    internal Interruption()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask)];
    }

    internal bool IsRequested => _isRequested;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = !_isRequested;
        _isRequested = true;
    }
}
