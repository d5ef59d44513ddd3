namespace TeardownTrace.Benchmarks.Cases; internal static class CasesVerb { public static int Run(string[] a) => a.Length; }
