using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Capture.Input;

/// <summary>Opens what a command line names: read at offsets where it is an ordinary file, streamed where it is a pipe or compressed.</summary>
internal sealed class CaptureInputs
{
    /// <summary>The name of standard input on the command line.</summary>
    public const string StandardInput = "-";

    private const int GzipMagicLength = 2;

    /// <summary>The CRC-32 and the length that a member ends with (RFC 1952).</summary>
    private const int GzipTrailerLength = 8;
    private const int CompressedBufferBytes = 128 << 10;
    private static readonly byte[] GzipMagic = [0x1F, 0x8B];

    private readonly InputTuning _tuning;
    private readonly StreamBlockPool _pool;
    private readonly CancellationToken _interruption;

    // Without it a compressed file that is cut short ends like a whole one, and the loss would not show. Read by the runtime when
    // the first compressed stream is made.
    static CaptureInputs() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <param name="tuning">Sizes of windows and buffers.</param>
    /// <param name="interruption">Ends the waiting for a pipe, in <see cref="Open"/> and in the inputs.</param>
    public CaptureInputs(InputTuning tuning, CancellationToken interruption = default)
    {
        _interruption = interruption;
        _tuning = tuning;
        _pool = new StreamBlockPool(tuning.HeadroomBytes, tuning.BlockBytes);
    }

    /// <summary>Opens a file, or standard input.</summary>
    /// <exception cref="CaptureException">It is missing, a directory, or may not be read.</exception>
    /// <exception cref="OperationCanceledException">Waiting for a pipe was interrupted.</exception>
    public CaptureInput Open(string name)
    {
        bool isOrdinary = OperatingSystem.IsLinux() && name != StandardInput && FileIdentity.Of(name) is not null;
        if (isOrdinary || !_interruption.CanBeCanceled)
            return OpenAtOnce(name);

        // A pipe that nobody writes to keeps who opens it in the kernel, and a silent one who looks at its first bytes. When nobody waits any
        // longer, the thread stays behind; it is in the background and does not keep the process alive.
        Task<CaptureInput> opening = Task.Factory.StartNew(() => OpenAtOnce(name), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task.WaitAny([opening], _interruption);
        return opening.GetAwaiter().GetResult();
    }

    /// <summary>Reads a capture out of a stream, compressed or not.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">Owned by the input from now on.</param>
    public CaptureInput OpenStream(string name, Stream stream)
    {
        var source = new ReplayedStream(stream, GzipMagicLength);
        return source.Head.SequenceEqual(GzipMagic)
            ? NewCompressedInput(name, source, () => new CaptureProgress(source.BytesRead, BytesTotal: null))
            : new StreamInput(source, _pool, _tuning, _interruption) { Name = name };
    }

    private StreamInput NewCompressedInput(string name, ReplayedStream source, Func<CaptureProgress> progress) =>
        new(Decompress(source), _pool, _tuning, _interruption)
        {
            Name = name,
            IsCompressed = true,
            Position = progress,
            // The decompressor ends before its source does only where no other member follows.
            Flaw = () => source.IsAtEnd ? null : "behind the compressed data are bytes that are no gzip member; they were not read",
        };

    private CaptureInput OpenAtOnce(string name)
    {
        if (name == StandardInput && !StandardStreams.HasInput)
            throw new CaptureException(name, "it is closed; nothing can be read from it");
        if (name != StandardInput && Directory.Exists(name))
            throw new CaptureException(name, $"is a directory; name the capture files in it, as in {Path.Join(name, "*.pcap")}");
        try
        {
            return name == StandardInput ? OpenStream(name, Console.OpenStandardInput()) : OpenFile(name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            const char NotDecoded = '\uFFFD';
            string advice = name.Contains(NotDecoded, StringComparison.Ordinal) ? "its name is no UTF-8: rename it, or read it from standard input" : "check the name";
            throw new CaptureException(name, $"no such file; {advice}", exception);
        }
        catch (UnauthorizedAccessException exception) when (name != StandardInput)
        {
            throw new CaptureException(name, "permission denied; make the file readable or run as its owner", exception);
        }
        catch (Exception exception) when (StreamFailure.Is(exception) && exception is not CaptureException)
        {
            throw new CaptureException(name, $"cannot be read: {StreamFailure.ReasonOf(exception)}", exception);
        }
    }

    /// <summary>Where a trailer is wrong, the decompressor does not give what it made of the piece that the trailer came in: it comes alone.</summary>
    private static GZipStream Decompress(ReplayedStream source)
    {
        source.KeepApart(GzipTrailerLength);
        return new GZipStream(source, CompressionMode.Decompress);
    }

    private CaptureInput OpenFile(string name)
    {
        SafeFileHandle handle = File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        try
        {
            // Pipes, terminals and the files of /proc have no length.
            var stream = new FileStream(handle, FileAccess.Read, CompressedBufferBytes);
            if (!stream.CanSeek || stream.Length == 0)
                return OpenStream(name, stream);
            Span<byte> head = stackalloc byte[GzipMagicLength];
            if (RandomAccess.Read(handle, head, 0) == head.Length && head.SequenceEqual(GzipMagic))
                return OpenCompressed(name, stream);
            return _tuning.UseWindows ? new FileInput(stream, _tuning) { Name = name } : OpenStream(name, stream);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private StreamInput OpenCompressed(string name, FileStream stream)
    {
        long length = stream.Length;
        var source = new ReplayedStream(stream, lookAt: 0);
        return NewCompressedInput(name, source, () => new CaptureProgress(Math.Min(source.BytesRead, length), length));
    }
}
