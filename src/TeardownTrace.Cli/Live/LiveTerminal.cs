using System.Text;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// The terminal that a capture is shown on. Frames go to its alternate screen (xterm's 1049), each over the one before, so that nothing flickers
/// and the shell's lines are there again afterwards. Any thread.
/// </summary>
internal sealed class LiveTerminal
{
    /// <summary>Alternate screen on, cursor hidden, no wrapping at the right margin, cleared.</summary>
    private const string EnterSequence = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
    private const string LeaveSequence = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    /// <summary>Terminals that know it (private mode 2026) show a frame only when it is whole; others ignore it.</summary>
    private const string FrameBegin = "\u001b[?2026h\u001b[H";
    private const string FrameEnd = "\u001b[?2026l";

    /// <summary>Erases before it writes: behind a line that fills the terminal the cursor still stands on its last letter.</summary>
    private const string LineBegin = "\u001b[K";

    /// <summary>Many times what a terminal takes that is not stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Stream _output = StandardOutput.Open();
    private readonly ColorUse _color;
    private bool _isEntered;
    private bool _isClosed;

    /// <summary>Takes the terminal on standard output; nothing changes on it yet.</summary>
    /// <param name="color">As --color was given.</param>
    internal LiveTerminal(ColorUse color) => _color = color;

    internal void Enter()
    {
        lock (_lock)
            TakeScreen();
    }

    /// <summary>Gives the normal screen back while the program is stopped. The first frame that is drawn in the foreground takes it again.</summary>
    /// <param name="stop">Stops the program, and returns when it goes on.</param>
    internal void Lend(Action stop)
    {
        lock (_lock)
        {
            GiveScreenBack();
            stop();
        }
    }

    /// <summary>Gives the normal screen back for good; waits while the terminal is stopped.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            GiveScreenBack();
            _isClosed = true;
        }
    }

    /// <summary>The same before the program ends at once: a terminal that is stopped (Ctrl-S) takes nothing, and is left as it is.</summary>
    internal void CloseOrGiveUp()
    {
        Thread closing = new(Close) { IsBackground = true, Name = "terminal" };
        closing.Start();
        closing.Join(Patience);
    }

    internal void Draw(LiveView view)
    {
        ScreenOptions options = new(Terminal.WantsColor(_color), Terminal.TakesUnicode(), Terminal.Columns());
        IReadOnlyList<string> lines = LiveScreen.Render(view, options, Terminal.Rows());
        StringBuilder frame = new(FrameBegin + LineBegin);
        frame.AppendJoin("\r\n" + LineBegin, lines).Append(FrameEnd);
        lock (_lock)
        {
            if (!_isEntered && Terminal.IsInForeground())
                TakeScreen();
            if (_isEntered)
                Write(frame.ToString());
        }
    }

    private void TakeScreen()
    {
        if (_isEntered || _isClosed)
            return;
        _isEntered = true;
        Write(EnterSequence);
    }

    private void GiveScreenBack()
    {
        if (_isEntered)
            Write(LeaveSequence);
        _isEntered = false;
    }

    private void Write(string text)
    {
        try
        {
            _output.Write(Encoding.UTF8.GetBytes(text));
            _output.Flush();
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            // The terminal has gone; the capture goes on, and its end is a matter of signals.
            _isClosed = true;
            _isEntered = false;
        }
    }
}
