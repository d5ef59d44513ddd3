using TeardownTrace.Benchmarks;

return Verbs.Run(args);
