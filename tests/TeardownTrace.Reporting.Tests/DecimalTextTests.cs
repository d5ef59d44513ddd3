using System.Globalization;
using System.Text;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Digits, held against the framework's.</summary>
public sealed class DecimalTextTests
{
    [Fact]
    public void Every_length_of_number_reads_as_the_framework_writes_it()
    {
        List<long> numbers = [0, long.MinValue, long.MaxValue, uint.MaxValue, uint.MaxValue + 1L];
        for (long power = 1; power <= 1_000_000_000_000_000_000 / 10; power *= 10)
            numbers.AddRange([power - 1, power, power + 1, (power * 10) - 1, -power]);
        numbers.AddRange(Enumerable.Range(0, 20_000).Select(number => (long)number));
        byte[] room = new byte[DecimalText.Longest];
        foreach (long number in numbers)
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room.AsSpan(0, DecimalText.Write(number, room))));
    }
}
