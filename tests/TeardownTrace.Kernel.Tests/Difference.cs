namespace TeardownTrace.Kernel.Tests;

/// <summary>A column in which we differ from what the kernels did.</summary>
internal readonly record struct Difference(string Column, string Ours, string Kernel)
{
    public override string ToString() => $"{Column} is {Ours}, the kernel says {Kernel}";
}
