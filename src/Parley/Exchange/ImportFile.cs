using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Data;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// An export as it was delivered: as it is, in a gzip, or in a zip that holds one file or the collections of one system. It is read piece
/// by piece; nothing but a database is unpacked to a place. What grows out of all proportion is refused.
/// </summary>
public sealed partial class ImportFile
{
    /// <summary>Text shrinks to a tenth, long runs of the same to a fiftieth. What grows further was made to fill a machine.</summary>
    private const int MostGrowth = 200;

    /// <summary>Bytes that are let through whatever they came from.</summary>
    private const long FreeGrowth = 16 << 20;

    /// <summary>Bytes from the beginning by which a format is told: names of a first comment may stand behind all of its text.</summary>
    private const int Looked = 1 << 18;

    /// <summary>Of these an XML file names itself.</summary>
    private const int LookedForRoot = 4096;

    /// <summary>Files in a zip that are looked at.</summary>
    private const int MostFiles = 64;

    private readonly string file;
    private readonly byte[] beginning;

    /// <summary>Of a zip that holds several files of one export: what each is, and where it stands.</summary>
    private readonly List<(string Part, int Index)> parts = [];

    private ImportFile(string file)
    {
        this.file = file;
        if (CountFiles() is > 1 and var count) (beginning, Format) = ([], FormatOfSeveral(count));
        else
        {
            beginning = Beginning(OpenBytes());
            Format = FormatOf(beginning);
        }
    }

    private static byte[] Beginning(Stream stream)
    {
        using (stream)
        {
            var bytes = new byte[Looked];
            var count = 0;
            try
            {
                for (int read; count < Looked && (read = stream.Read(bytes.AsSpan(count))) > 0;) count += read;
            }
            catch (SetupException) when (count > 0)
            {
                // It is damaged further on: whoever reads that far is told.
            }
            return bytes[..count];
        }
    }

    private static string? FormatOf(byte[] beginning)
    {
        if (IsDatabase(beginning)) return IssoFormat.Name;
        // As Latin letters: what tells formats apart is ASCII in all of them, UTF-16 aside.
        if (JsonIn(beginning) is { Length: > 0 } json) return JsonShape.FormatOf(json);
        if (WarcFormat.Begins(beginning)) return WarcFormat.Name;
        var start = TextOf(beginning);
        if (HtmlLetters.IsPage(start[..Math.Min(start.Length, LookedForRoot)])) return HtmlPageFormat.Name;
        return Root().Match(start[..Math.Min(start.Length, LookedForRoot)]) is { Success: true } root ? root.Groups[1].Value switch
        {
            "disqus" => DisqusFormat.Name,
            _ => WxrFormat.Name,
        } : null;
    }

    // Empty where it is none.
    private static ReadOnlySpan<byte> JsonIn(byte[] beginning)
    {
        var start = TextOf(beginning);
        return start.AsSpan().TrimStart("\uFEFF\u00EF\u00BB\u00BF \t\r\n") is not ['{' or '[', ..] json ? []
            : IsWide(beginning) ? Encoding.UTF8.GetBytes(json.ToString()) : beginning.AsSpan(start.Length - json.Length);
    }

    private static string TextOf(byte[] beginning) => IsWide(beginning)
        ? Encoding.GetEncoding(beginning[0] == 0xFF ? "utf-16" : "utf-16BE").GetString(beginning) : Encoding.Latin1.GetString(beginning);

    // Coral and Talk come as several collections of a MongoDB; nothing else that comes as several files is one export.
    private string FormatOfSeveral(int count)
    {
        if (count <= MostFiles)
        {
            var formats = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                var (format, part) = JsonShape.MongoOf(Beginning(OpenBytes(i)));
                parts.Add((part, i));
                if (format is not null) formats.Add(format);
            }
            if (formats.Count == 1) return formats.Single();
        }
        throw new SetupException($"{file} holds several files. Unpack it and import the one that is meant; nothing was changed.");
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
        await using var bytes = new FileStream(file, new FileStreamOptions { BufferSize = 1 << 20, Options = FileOptions.SequentialScan });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct));
    }

    /// <summary>The files that are such a part.</summary>
    public IEnumerable<TextReader> OpenParts(string part) => parts.Where(x => x.Part == part).Select(x => OpenText(x.Index));

    /// <summary>Whether it holds several files, and one of them is such a part.</summary>
    public bool Has(string part) => parts.Exists(x => x.Part == part);

    /// <summary>As it lies there unpacked, for what can't be read from its beginning to its end.</summary>
    public void CopyTo(string place)
    {
        using var bytes = OpenBytes();
        using var copy = new FileStream(place, FileMode.CreateNew, FileAccess.Write);
        bytes.CopyTo(copy);
    }

    /// <summary>Whether a first value in JSON has this name, by itself or as a part of what is all there is.</summary>
    public bool Says(string name) => JsonShape.Says(beginning, name);

    public bool IsSqlite => IsDatabase(beginning);

    /// <summary>Nobody reads it as it is: packed, a database, JSON.</summary>
    public bool IsData => IsPacked || IsSqlite || JsonIn(beginning).Length > 0;

    /// <summary>Whether it is made as files of this format are, whatever stands in it.</summary>
    public bool MayBe(string format) => format == Format
        || (!IsSqlite && (parts.Count == 0 || format is CoralFormat.Name or TalkFormat.Name));

    private static bool IsDatabase(ReadOnlySpan<byte> beginning) => beginning.StartsWith("SQLite format 3\0"u8);

    /// <summary>
    /// Its bytes as they come. What is damaged of a gzip that was made of many is told by an <see cref="InvalidDataException"/>, after
    /// which what is sound behind it can be read on.
    /// </summary>
    public Stream OpenPieces()
    {
        if (First() is not [0x1F, 0x8B, ..]) return OpenBytes();
        var packed = OpenFile();
        return new Bounded(file, new GzipMembers(packed), packed);
    }

    /// <summary>The file itself, where nothing is packed around it.</summary>
    public string? Bare => IsPacked ? null : file;

    /// <summary>Its text, by its mark or by the encoding that its first line names; a byte that is none becomes U+FFFD.</summary>
    public TextReader OpenText(int index = 0)
    {
        var encoding = Encoding.UTF8;
        if (!IsWide(beginning) && Declared().Match(Encoding.Latin1.GetString(beginning)) is { Success: true } said)
            encoding = EncodingOf(said.Groups[1].Value);
        return new StreamReader(OpenBytes(index), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
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

    private bool IsPacked => First() is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3 or 5, 4 or 6];

    private byte[] First()
    {
        using var packed = File.OpenRead(file);
        var first = new byte[4];
        return first[..packed.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
    }

    private int CountFiles()
    {
        if (First() is not [(byte)'P', (byte)'K', 3 or 5, 4 or 6]) return 1;
        using var packed = File.OpenRead(file);
        using var zip = new ZipArchive(packed, ZipArchiveMode.Read);
        return FilesIn(zip).Count();
    }

    // Beside them folders, and what a Mac puts into every zip.
    private static IEnumerable<ZipArchiveEntry> FilesIn(ZipArchive zip) => zip.Entries.Where(entry =>
        !entry.FullName.EndsWith('/') && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal));

    internal Stream OpenBytes(int index = 0)
    {
        var packed = OpenFile();
        return First() switch
        {
            [0x1F, 0x8B, ..] => new Bounded(file, new GZipStream(packed, CompressionMode.Decompress), packed),
            [(byte)'P', (byte)'K', 3 or 5, 4 or 6] => Unzip(packed, index),
            _ => packed,
        };
    }

    private FileStream OpenFile() =>
        new(file, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });

    // Its name is never a place on this machine.
    private Bounded Unzip(FileStream packed, int index)
    {
        var zip = new ZipArchive(packed, ZipArchiveMode.Read);
        if (FilesIn(zip).ElementAtOrDefault(index) is { } entry) return new Bounded(file, entry.Open(), packed);
        zip.Dispose();
        throw new SetupException($"{file} is an empty zip.");
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
            catch (InvalidDataException error) when (unpacked is not GzipMembers)
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
