namespace TeardownTrace.Analysis.Decoding;

/// <summary>Takes one header from the cursor and says what follows, or ends decoding.</summary>
internal delegate Layer HeaderReader(ref PacketCursor cursor);
