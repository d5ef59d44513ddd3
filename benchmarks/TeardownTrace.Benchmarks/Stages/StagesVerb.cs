namespace TeardownTrace.Benchmarks.Stages; internal static class StagesVerb { public static int Run(string[] a) => a.Length; }
