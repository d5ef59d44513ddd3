using System.Globalization;

namespace TeardownTrace.Benchmarks;

/// <summary>A verb's arguments: words, and <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>Takes them apart.</summary>
    /// <param name="args">What stands after the verb.</param>
    /// <param name="known">Names that may be given, without the dashes.</param>
    /// <exception cref="RefusalException">A name is unknown or has no value.</exception>
    public Arguments(string[] args, params ReadOnlySpan<string> known)
    {
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(args[i]);
                continue;
            }

            string name = args[i][2..];
            if (!known.Contains(name) || ++i == args.Length)
                throw new RefusalException($"--{name}: unknown, or without a value");
            _values[name] = args[i];
        }
    }

    /// <summary>What is no option.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The value of an option, or what stands for it.</summary>
    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>The value of an option that must be given.</summary>
    public string Required(string name) =>
        _values.TryGetValue(name, out string? value) ? value : throw new RefusalException($"--{name} is needed");

    /// <summary>The value of an option as a number, which may be written with underscores.</summary>
    public int Number(string name, int otherwise)
    {
        if (!_values.TryGetValue(name, out string? text))
            return otherwise;
        return int.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new RefusalException($"--{name}: '{text}' is no number");
    }
}
