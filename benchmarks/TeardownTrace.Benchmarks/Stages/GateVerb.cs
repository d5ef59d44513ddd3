namespace TeardownTrace.Benchmarks.Stages; internal static class GateVerb { public static int Run(string[] a) => a.Length; }
