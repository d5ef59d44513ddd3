using System.Reflection;
using System.Runtime.InteropServices;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Architecture;

/// <summary>Names and places.</summary>
public sealed class HouseTests
{
    /// <summary>Endings that say nothing of what a type is.</summary>
    private static readonly string[] EmptyEndings =
        ["Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Service", "Services", "Processor", "Core", "Base"];

    /// <summary>What may stand at the top of the repository.</summary>
    private static readonly string[] TopLevel =
    [
        ".ci", ".config", ".editorconfig", ".gitattributes", ".gitignore", "Directory.Build.props", "Directory.Packages.props", "README.md",
        "TeardownTrace.sln", "benchmarks", "src", "testdata", "tests",
    ];

    /// <summary>A service is also what runs on a port, and the word of the field for it.</summary>
    private static readonly string[] NetworkServices = ["ServiceTable", "ServiceTotals", "ServicesSection", "ServiceCloses", "ServiceSeries"];

    [Fact]
    public void Types_say_what_they_are()
    {
        string[] folders = [.. SourceFiles.Layers.Select(layer => "TeardownTrace." + layer)];
        string[] names = [.. folders.SelectMany(folder => SourceFiles.In(folder)).Select(file => file.Name)];
        Assert.DoesNotContain(names, name => EmptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)));
        Assert.DoesNotContain(names.Except(NetworkServices), name => name.Contains("Service", StringComparison.Ordinal));
    }

    [Fact]
    public void A_type_stands_in_the_file_of_its_name_and_the_folder_of_its_namespace()
    {
        foreach (string layer in SourceFiles.Layers)
        {
            Assembly assembly = Assembly.Load(layer == "Cli" ? "teardowntrace" : "TeardownTrace." + layer);
            HashSet<string> files = [.. SourceFiles.In("TeardownTrace." + layer).Select(file => file.Name)];
            IEnumerable<Type> types = assembly.GetTypes().Where(type =>
                !type.IsNested && type.Namespace?.StartsWith("TeardownTrace", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal));
            foreach (Type type in types)
            {
                string name = type.Name.Split('`')[0];
                Assert.Contains(name, files);
                string folder = type.Namespace!["TeardownTrace.".Length..].Replace('.', '/')[layer.Length..];
                Assert.True(File.Exists(SourceTree.PathOf("src", "TeardownTrace." + layer + folder, name + ".cs")), $"{type.FullName} is in another folder");
            }
        }
    }

    /// <summary>That of libpcap is found by a resolver of its own; the runtime would look for the others beside the program first.</summary>
    [Fact]
    public void Libraries_of_the_system_are_looked_for_where_the_system_has_them()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        MethodInfo[] methods =
        [
            .. SourceFiles.Layers.SelectMany(layer => Assembly.Load(layer == "Cli" ? "teardowntrace" : "TeardownTrace." + layer).GetTypes())
                .SelectMany(type => type.GetMethods(Any))
                .Where(method => method.GetCustomAttribute<DllImportAttribute>() is { Value: "libc" }),
        ];
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
            Assert.Equal(DllImportSearchPath.SafeDirectories, method.GetCustomAttribute<DefaultDllImportSearchPathsAttribute>()?.Paths));
    }

    [Fact]
    public void Nothing_else_stands_at_the_top_level()
    {
        if (!Directory.Exists(SourceTree.PathOf(".git")) && !File.Exists(SourceTree.PathOf(".git")))
            Assert.Skip("not a git work tree");
        string[] top = [.. Tool.Lines("git", "-C", SourceTree.Root, "ls-files").Select(path => path.Split('/')[0]).Distinct(StringComparer.Ordinal)];
        Assert.NotEmpty(top);
        Assert.Empty(top.Except(TopLevel));
    }
}
