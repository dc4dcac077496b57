using System.IO.Compression;

namespace Parley.Exchange;

/// <summary>
/// A gzip of many members, one behind the other, as web archives have one for each record. A damaged one is told by an
/// <see cref="InvalidDataException"/>; the next read goes on with the first that can be found behind it.
/// </summary>
internal sealed class GzipMembers(FileStream packed) : Stream
{
    /// <summary>What is damaged in more places is no archive any more.</summary>
    private const int MostDamages = 1000;

    /// <summary>Bytes that are taken at once, so that it is known where a member ends.</summary>
    private const int Sip = 512;

    private GZipStream? member;
    private long begun;
    private int damages;
    private bool isOver;

    public override int Read(Span<byte> buffer)
    {
        if (isOver || buffer.Length == 0) return 0;
        member ??= new GZipStream(new Sips(packed), CompressionMode.Decompress);
        try
        {
            if (member.Read(buffer) is > 0 and var read) return read;
        }
        catch (InvalidDataException)
        {
            GoOn();
            throw;
        }
        // What is no member ends all that come before it, without a word.
        if (packed.Length - packed.Position < Sip)
        {
            isOver = true;
            return 0;
        }
        GoOn();
        throw new InvalidDataException("What stands here is no gzip.");
    }

    // Onto the next place that looks like the head of a member: it may have been read before, and is then read again.
    private void GoOn()
    {
        member?.Dispose();
        member = null;
        packed.Position = Math.Max(begun + 1, packed.Position - 2 * Sip);
        int before = 0, last = 0;
        for (int next; damages < MostDamages && (next = packed.ReadByte()) >= 0; (before, last) = (last, next))
        {
            if ((before, last, next) != (0x1F, 0x8B, 8)) continue;
            begun = packed.Position -= 3;
            damages++;
            return;
        }
        isOver = true;
    }

    private sealed class Sips(FileStream packed) : Stream
    {
        public override int Read(Span<byte> buffer) => packed.Read(buffer[..Math.Min(buffer.Length, Sip)]);
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) member?.Dispose();
        base.Dispose(disposing);
    }
}
