using Spectre.Console;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>How cells stand in their columns.</summary>
public sealed class AlignedTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_said_or_as_their_widest_cell_and_the_last_one_breaks_its_lines()
    {
        AlignedTable table = new(new(6, Before: 2, After: 1), new(IsRight: true), new(Before: 2));
        table.AddRow(new Text("one"), new Text("7"), new Text("a note"));
        table.AddRow(new Text("two"), new Text("1,234"), new Text("a note of more words than fit"));

        Assert.Equal(
            [
                "  one        7  a note",
                "  two    1,234  a note of",
                "                more words",
                "                than fit",
            ],
            Lines(table, width: 26));
    }

    [Fact]
    public void A_number_that_is_wider_than_its_column_widens_it()
    {
        AlignedTable table = new(new(10, After: 1, IsRight: true), new());
        table.AddRow(new Text("100,000,000"), new Text("a"));
        table.AddRow(new Text("1"), new Text("b"));

        Assert.Equal(["100,000,000 a", "          1 b"], Lines(table, width: 40));
    }

    [Fact]
    public void A_cell_of_several_lines_makes_the_row_as_high()
    {
        AlignedTable table = new(new(After: 2), new(IsRight: true));
        table.AddRow(new Text("a\nbb"), new Text("1"));
        table.AddRow(new Text("c"), new Text("22"));

        Assert.Equal(["a    1", "bb", "c   22"], Lines(table, width: 20));
    }

    [Fact]
    public void Tables_stand_beside_each_other_in_a_table()
    {
        AlignedTable left = new(new(After: 1), new(IsRight: true));
        left.AddRow(new Text("x"), new Text("10"));
        left.AddRow(new Text("y"), new Text("9"));
        AlignedTable right = new(new AlignedTable.Column());
        right.AddRow(new Text("z"));
        AlignedTable both = new(new(After: 3), new());
        both.AddRow(left, right);

        Assert.Equal(["x 10   z", "y  9"], Lines(both, width: 20));
    }

    private static IEnumerable<string> Lines(AlignedTable table, int width) =>
        RenderedScreen.Lines(new ScreenOptions(Colors: false, Unicode: true, width), console => console.Write(table));
}
