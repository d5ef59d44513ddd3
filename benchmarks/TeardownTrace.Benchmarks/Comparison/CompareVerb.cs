namespace TeardownTrace.Benchmarks.Comparison; internal static class CompareVerb { public static int Run(string[] a) => a.Length; }
