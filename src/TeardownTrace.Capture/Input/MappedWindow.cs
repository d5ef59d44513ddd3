using System.IO.MemoryMappedFiles;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Input;

/// <summary>A mapped stretch of a file; unmapped when its last lease is given back.</summary>
internal sealed unsafe class MappedWindow : ByteWindow
{
    private readonly MemoryMappedViewAccessor _view;

    public MappedWindow(MemoryMappedFile file, long offset, long length)
    {
        _view = file.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
        LibC.MapAtOnce(start, (nuint)(_view.PointerOffset + length));
        Offset = offset;
        Length = length;
    }

    protected override void Free()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
