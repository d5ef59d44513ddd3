using System.Runtime.InteropServices;

namespace TeardownTrace.Cli;

/// <summary>
/// Ctrl-C, a polite kill and a terminal that hangs up: the first asks the run to stop and report, the second is left to the system. A hang-up is
/// never a second one: who closes a terminal sends it several times over, the kernel and the shell each.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _request = new();

    internal Interruption() => _registrations = Listen(Ask);

    internal bool IsRequested => _request.IsCancellationRequested;

    /// <summary>For who waits in the meantime.</summary>
    internal CancellationToken Token => _request.Token;

    /// <summary>Listens no longer. A signal may be on its way just then, and must find what it asks with: that has nothing to let go.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    /// <summary>
    /// Listens to every signal that asks for the end. One that is ignored, as nohup makes SIGHUP, stays ignored. Listening brings the runtime's own
    /// answer to SIGCONT with it, so that is answered here, too.
    /// </summary>
    internal static PosixSignalRegistration[] Listen(Action<PosixSignalContext> ask)
    {
        List<PosixSignalRegistration> listening = [];
        foreach (PosixSignal signal in Signals)
            listening.Add(PosixSignalRegistration.Create(signal, ask));
        if (!OperatingSystem.IsWindows())
            listening.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, GoOn));
        return [.. listening];
    }

    /// <summary>Whether a signal is left to the system, which ends the program.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="isRequested">Whether one came before.</param>
    internal static bool EndsAtOnce(PosixSignal signal, bool isRequested) => isRequested && signal != PosixSignal.SIGHUP;

    /// <summary>
    /// The runtime sets the terminal again when the process goes on. In the background the system stops it for that (SIGTTOU), at once and for good:
    /// in a script, timeout(1) puts it there, and lets every signal be followed by SIGCONT.
    /// </summary>
    private static void GoOn(PosixSignalContext signal) => signal.Cancel = !Terminal.IsInForeground();

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = !EndsAtOnce(signal.Signal, IsRequested);
        _request.Cancel();
    }
}
