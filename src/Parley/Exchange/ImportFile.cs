using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// An export as it was delivered: as it is, in a gzip or in a zip that holds nothing else. It is read piece by piece and never unpacked to
/// a place; what grows out of all proportion is refused.
/// </summary>
public sealed partial class ImportFile
{
    /// <summary>Text shrinks to a tenth, long runs of the same to a fiftieth. What grows further was made to fill a machine.</summary>
    private const int MostGrowth = 200;

    /// <summary>Bytes that are let through whatever they came from.</summary>
    private const long FreeGrowth = 16 << 20;

    /// <summary>Bytes from the beginning by which a format is told.</summary>
    private const int Looked = 4096;

    private readonly string file;
    private readonly byte[] beginning;

    private ImportFile(string file)
    {
        this.file = file;
        beginning = new byte[Looked];
        using var stream = OpenBytes();
        var count = stream.ReadAtLeast(beginning, Looked, throwOnEndOfStream: false);
        Array.Resize(ref beginning, count);
        // As Latin letters: what tells formats apart is ASCII in all of them, UTF-16 aside.
        var start = IsWide(beginning) ? Encoding.GetEncoding(beginning[0] == 0xFF ? "utf-16" : "utf-16BE").GetString(beginning)
            : Encoding.Latin1.GetString(beginning);
        Format = Root().Match(start) is { Success: true } root ? root.Groups[1].Value switch
        {
            "disqus" => DisqusFormat.Name,
            _ => WxrFormat.Name,
        } : null;
    }

    /// <summary>As in <c>--format</c>; null for what is none of those that are told by their content.</summary>
    public string? Format { get; }

    /// <exception cref="SetupException">It holds several files, or can't be opened.</exception>
    public static ImportFile Open(string file)
    {
        try
        {
            return new ImportFile(file);
        }
        catch (InvalidDataException error)
        {
            throw Damaged(file, error);
        }
    }

    /// <summary>SHA-256 of the file as it lies there.</summary>
    public Task<string> Hash(CancellationToken ct) => HashOf(file, ct);

    public static async Task<string> HashOf(string file, CancellationToken ct)
    {
        await using var bytes = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct));
    }

    /// <summary>Its text, by its mark or by the encoding that its first line names; a byte that is none becomes U+FFFD.</summary>
    public TextReader OpenText()
    {
        var encoding = Encoding.UTF8;
        if (!IsWide(beginning) && Declared().Match(Encoding.Latin1.GetString(beginning)) is { Success: true } said)
            encoding = EncodingOf(said.Groups[1].Value);
        return new StreamReader(OpenBytes(), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    private static Encoding EncodingOf(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(name) is var named && named.CodePage is 1200 or 1201 ? Encoding.UTF8 : named;
        }
        catch (ArgumentException)
        {
            throw new SetupException($"The file says that it is written in \"{name}\", which is not known here. Save it as UTF-8.");
        }
    }

    private static bool IsWide(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private Stream OpenBytes()
    {
        var packed = new FileStream(file, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
        Span<byte> first = stackalloc byte[4];
        var count = packed.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        packed.Position = 0;
        return first[..count] switch
        {
            [0x1F, 0x8B, ..] => new Bounded(file, new GZipStream(packed, CompressionMode.Decompress), packed),
            [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6] => Unzip(packed),
            _ => packed,
        };
    }

    // Its name is never a place on this machine.
    private Bounded Unzip(FileStream packed)
    {
        var zip = new ZipArchive(packed, ZipArchiveMode.Read);
        var files = zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).Take(2).ToList();
        if (files is [var only]) return new Bounded(file, only.Open(), packed);
        zip.Dispose();
        throw new SetupException(files.Count == 0 ? $"{file} is an empty zip."
            : $"{file} holds several files. Unpack it and import the one that is meant; nothing was changed.");
    }

    private static SetupException Damaged(string file, Exception error) =>
        new($"{file} is damaged: it can't be unpacked. {error.Message}", error);

    [GeneratedRegex(@"<(rss|disqus)[\s>]")]
    private static partial Regex Root();

    [GeneratedRegex(@"^[^<]{0,8}<\?xml[^>]*encoding\s*=\s*[""']([A-Za-z0-9._:-]{1,40})[""']")]
    private static partial Regex Declared();

    private sealed class Bounded(string file, Stream unpacked, FileStream packed) : Stream
    {
        private readonly long most = Math.Max(FreeGrowth, packed.Length * MostGrowth);
        private long count;

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return Counted(unpacked.Read(buffer));
            }
            catch (InvalidDataException error)
            {
                throw Damaged(file, error);
            }
        }

        private int Counted(int read) => (count += read) <= most ? read
            : throw new SetupException($"{file} grows to more than {MostGrowth} times its size when it is unpacked, as no export does. "
                + "If it is one, unpack it first.");

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => count; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                unpacked.Dispose();
                packed.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
