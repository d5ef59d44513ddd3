using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// What is asked of a running capture from outside, by signals and keys. Ctrl-C, SIGTERM, SIGHUP and q ask it to stop and report; a second
/// signal is left to the system, which ends the program (see <see cref="Interruption"/>). SIGUSR1 asks for the totals, h for the hosts. Ctrl-Z stops
/// it as any other program, with the terminal given back.
/// </summary>
internal sealed class LiveControl : IDisposable
{
    /// <summary>Numbers of the system, for signals that the framework has no name for.</summary>
    private const int UserSignalOnLinux = 10;
    private const int UserSignalOnMacOS = 30;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private PosixSignalRegistration? _suspension;
    private volatile LiveTerminal? _terminal;
    private volatile bool _isStopRequested;
    private volatile bool _showsHosts;
    private int _totalsRequested;

    /// <summary>Listens to signals from now on.</summary>
    /// <param name="showsHosts">Whether hosts are shown at first.</param>
    internal LiveControl(bool showsHosts)
    {
        _showsHosts = showsHosts;
        _registrations.AddRange(Interruption.Listen(Stop));
        if (OperatingSystem.IsLinux())
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)UserSignalOnLinux, AskForTotals));
        else if (OperatingSystem.IsMacOS())
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)UserSignalOnMacOS, AskForTotals));
    }

    /// <summary>Whether the capture is to end.</summary>
    internal bool IsStopRequested => _isStopRequested;

    /// <summary>Whether hosts are to be told apart.</summary>
    internal bool ShowsHosts => _showsHosts;

    /// <summary>Whether the totals were asked for since the last call.</summary>
    internal bool TakeTotalsRequest() => Interlocked.Exchange(ref _totalsRequested, 0) != 0;

    /// <summary>Reads the keys of a terminal from now on, and gives it back before a second signal ends the program, or Ctrl-Z stops it.</summary>
    internal void ListenTo(LiveTerminal terminal)
    {
        _terminal = terminal;
        if (OperatingSystem.IsLinux())
            _suspension = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend);
        if (!Console.IsInputRedirected)
            new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    public void Dispose()
    {
        _suspension?.Dispose();
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !Interruption.EndsAtOnce(signal.Signal, _isStopRequested);
        if (!signal.Cancel)
            _terminal?.CloseOrGiveUp();
        _isStopRequested = true;
    }

    /// <summary>Who listens to SIGTSTP is not stopped by it: it is raised again where nobody listens.</summary>
    [SupportedOSPlatform("linux")]
    private void Suspend(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _suspension?.Dispose();
        _terminal?.Lend(SelfStop.Run);
        _suspension = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend);
    }

    private void AskForTotals(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Interlocked.Exchange(ref _totalsRequested, 1);
    }

    private void ReadKeys()
    {
        try
        {
            while (!_isStopRequested)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Q)
                    _isStopRequested = true;
                else if (key.Key == ConsoleKey.H)
                    _showsHosts = !_showsHosts;
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The terminal has gone, and its keys with it: SIGHUP is on its way.
        }
    }
}
