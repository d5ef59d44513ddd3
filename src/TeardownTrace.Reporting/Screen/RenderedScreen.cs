using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TeardownTrace.Reporting.Screen;

/// <summary>A screen on its way to the terminal or a file: plain text where colours are not wanted, ASCII where nothing else is taken.</summary>
internal static class RenderedScreen
{
    /// <summary>Writes a screen, line by line without trailing blanks.</summary>
    /// <param name="options">What may be used; all columns of the width are.</param>
    /// <param name="output">Receives it.</param>
    /// <param name="render">Draws it.</param>
    internal static void Write(ScreenOptions options, TextWriter output, Action<IAnsiConsole> render)
    {
        foreach (string line in Lines(options, render))
            output.Write(line + "\n");
        output.Flush();
    }

    /// <summary>Draws a screen, or a part of one.</summary>
    /// <param name="options">What may be used; all columns of the width are.</param>
    /// <param name="render">Draws it.</param>
    /// <returns>Its lines without trailing blanks, and without empty ones at the end.</returns>
    internal static IEnumerable<string> Lines(ScreenOptions options, Action<IAnsiConsole> render)
    {
        StringWriter rendered = new() { NewLine = "\n" };
        render(ConsoleOn(rendered, options));
        return rendered.ToString().TrimEnd('\n') is { Length: > 0 } text
            ? text.Split('\n').Select(line => options.Unicode ? line.TrimEnd() : ToAscii(line.TrimEnd()))
            : [];
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, ScreenOptions options)
    {
        Page page = new(writer, options.Width);
        IAnsiConsole console = options.Colors ? ColoredConsole(page) : new PlainConsole(page);
        console.Profile.Capabilities.Unicode = options.Unicode;
        return console;
    }

    private static IAnsiConsole ColoredConsole(Page page) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        // Without them the library would set the colours of the process's own terminal instead, wherever the text goes.
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.Standard,
        Interactive = InteractionSupport.No,
        Out = page,

        // Nothing of the environment counts: without any given, the library would read all of it.
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        EnvironmentVariables = [],
    });

    private static string ToAscii(string line)
    {
        StringBuilder ascii = new(line.Length);
        foreach (char letter in line)
        {
            ascii.Append(letter switch
            {
                Ink.BarBlock or '▌' or '▋' or '▊' or '▉' => '#',
                '▏' or '▎' or '▍' => '.',
                '→' => '>',
                '·' => '-',
                'µ' => 'u',
                '…' => '~',
                _ => letter,
            });
        }

        return ascii.ToString();
    }

    /// <summary>What is drawn on. The library's own would ask the terminal and load what is known of its kind, for a width that is given here.</summary>
    private sealed class Page(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => int.MaxValue;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    /// <summary>
    /// Draws without styles and control codes. The library's own console would take them away only after looking at the process's terminal, its
    /// encoding and its environment.
    /// </summary>
    private sealed class PlainConsole(Page page) : IAnsiConsole
    {
        public Profile Profile { get; } = new(page, Encoding.UTF8);

        public RenderPipeline Pipeline => throw new NotSupportedException();

        public IAnsiConsoleCursor Cursor => throw new NotSupportedException();

        public IAnsiConsoleInput Input => throw new NotSupportedException();

        public IExclusivityMode ExclusivityMode => throw new NotSupportedException();

        public void Clear(bool home) => throw new NotSupportedException();

        public void Write(IRenderable renderable)
        {
            foreach (Segment segment in renderable.Render(RenderOptions.Create(this, Profile.Capabilities), Profile.Width))
                page.Writer.Write(segment.Text);
        }
    }
}
