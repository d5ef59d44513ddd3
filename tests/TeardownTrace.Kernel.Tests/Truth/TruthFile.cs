using System.Text.Json;

namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>What the kernels at both ends say of one capture.</summary>
internal sealed record TruthFile
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Its connections, in order of their beginning.</summary>
    public required IReadOnlyList<TruthConnection> Connections { get; init; }

    public static TruthFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<TruthFile>(stream, Format) ?? throw new InvalidDataException($"{path} is empty");
    }
}
