using Spectre.Console.Rendering;

namespace TeardownTrace.Reporting.Screen;

/// <summary>
/// Cells in columns, each as wide as its widest cell and no narrower than is said; the last one breaks its lines in what is left of the width. Instead of
/// the library's Grid, which draws the same: it measures with so much generic code over numbers, which is compiled only when it is run, that the first
/// table took a sixth of the time of a small capture.
/// </summary>
internal sealed class AlignedTable(params AlignedTable.Column[] columns) : IRenderable
{
    private readonly List<IRenderable[]> _rows = [];

    /// <summary>Adds a row: a cell a column.</summary>
    internal void AddRow(params IRenderable[] cells) => _rows.Add(cells);

    public Measurement Measure(RenderOptions options, int maxWidth)
    {
        int width = 0;
        int[] widths = WidthsIn(options, maxWidth);
        for (int i = 0; i < columns.Length; i++)
            width += columns[i].Before + widths[i] + columns[i].After;
        return new Measurement(width, width);
    }

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        int[] widths = WidthsIn(options, maxWidth);
        List<Segment> drawn = [];
        foreach (IRenderable[] row in _rows)
            Draw(row, widths, options, drawn);
        return drawn;
    }

    private void Draw(IRenderable[] row, int[] widths, RenderOptions options, List<Segment> drawn)
    {
        var cells = new List<SegmentLine>[columns.Length];
        int height = 1;
        for (int i = 0; i < columns.Length; i++)
        {
            cells[i] = Segment.SplitLines(row[i].Render(options, widths[i]));
            height = Math.Max(height, cells[i].Count);
        }

        for (int line = 0; line < height; line++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                SegmentLine text = line < cells[i].Count ? cells[i][line] : [];
                int blanks = widths[i] - Segment.CellCount(text);
                drawn.Add(Segment.Padding(columns[i].Before + (columns[i].IsRight ? blanks : 0)));
                drawn.AddRange(text);
                drawn.Add(Segment.Padding(columns[i].After + (columns[i].IsRight ? 0 : blanks)));
            }

            drawn.Add(Segment.LineBreak);
        }
    }

    private int[] WidthsIn(RenderOptions options, int maxWidth)
    {
        var widths = new int[columns.Length];
        int left = maxWidth;
        for (int i = 0; i < columns.Length; i++)
        {
            left -= columns[i].Before + columns[i].After;
            widths[i] = columns[i].LeastWidth;
            foreach (IRenderable[] row in _rows)
                widths[i] = Math.Max(widths[i], row[i].Measure(options, maxWidth).Max);
            if (i < columns.Length - 1)
                left -= widths[i];
        }

        widths[^1] = Math.Max(1, Math.Min(widths[^1], left));
        return widths;
    }

    /// <summary>A column.</summary>
    /// <param name="LeastWidth">As wide as this, where no cell is wider: below each other, tables line up.</param>
    /// <param name="Before">Blanks before it.</param>
    /// <param name="After">Blanks behind it.</param>
    /// <param name="IsRight">Whether its cells end below each other: numbers.</param>
    internal sealed record Column(int LeastWidth = 0, int Before = 0, int After = 0, bool IsRight = false);
}
