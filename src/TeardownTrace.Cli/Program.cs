using TeardownTrace.Cli;

return Entry.Run(args);
