namespace TeardownTrace.Laboratory.Tests;

/// <summary>How the benchmarks' verbs are asked for, and what they say to a wrong command line.</summary>
public sealed class BenchmarkVerbTests
{
    [Theory]
    [InlineData("generate", "generate short|bulk|flood --out FILE ")]
    [InlineData("check", "check --capture FILE ")]
    [InlineData("compare", "compare --capture FILE --program DIR ")]
    [InlineData("stages", "stages --capture FILE ")]
    [InlineData("gate", "gate [--threads N]")]
    [InlineData("soak", "soak --program FILE ")]
    [InlineData("rate", "rate --capture FILE --program FILE ")]
    [InlineData("cases", "USAGE:")]
    public void Help_tells_what_a_verb_takes(string verb, string told)
    {
        (int exitCode, string output, string error) = Tool.Finish(BuiltProgram.Benchmarks, verb, "--help");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(told, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare: --progam: unknown, or without a value", "compare", "--progam", "/tmp")]
    [InlineData("compare: --program: unknown, or without a value", "compare", "--capture", "a.pcap", "--program")]
    [InlineData("compare: --capture is needed", "compare")]
    [InlineData("gate: --threads: 'two' is no number", "gate", "--threads", "two")]
    [InlineData("generate: 'long' is none of short, bulk and flood", "generate", "long", "--out", "/dev/null")]
    public void A_wrong_command_line_is_told_in_one_line(string told, params string[] arguments)
    {
        (int exitCode, string output, string error) = Tool.Finish(BuiltProgram.Benchmarks, arguments);
        Assert.Equal((2, "", $"{told}{Environment.NewLine}"), (exitCode, output, error));
    }

    [Fact]
    public void A_capture_that_is_not_there_is_told_in_one_line()
    {
        (int exitCode, string output, string error) = Tool.Finish(BuiltProgram.Benchmarks, "stages", "--capture", "missing.pcap");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal($"stages: missing.pcap: no such file; check the name{Environment.NewLine}", error);
    }
}
