using System.Buffers;
using System.Text;

namespace Parley.Web;

/// <summary>Text as people save it: UTF-8, or what a byte order mark says it is. Anything else would be read as rubbish.</summary>
public static class TextFile
{
    /// <exception cref="FormatException">With a sentence for whoever saved it.</exception>
    public static async Task<string> Read(string file, CancellationToken ct) => Decoded(await File.ReadAllBytesAsync(file, ct));

    /// <summary>To be read piece by piece, checked from its first byte to its last.</summary>
    /// <exception cref="FormatException">Likewise; of a file in UTF-16 or UTF-32 while it is read.</exception>
    public static TextReader Open(string file)
    {
        using (var bytes = File.OpenRead(file))
        {
            var first = new byte[4];
            var marked = Marked(first.AsSpan(0, bytes.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)));
            if (marked is not null) return new Damageable(new StreamReader(file, marked));
            bytes.Position = 0;
            CheckUtf8(bytes);
        }
        return new StreamReader(file, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
    }

    public static string Decoded(byte[] bytes)
    {
        if (Marked(bytes) is not { } said)
        {
            CheckUtf8(new MemoryStream(bytes));
            return Encoding.UTF8.GetString(
                bytes.AsSpan(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0));
        }
        try
        {
            return said.GetString(bytes.AsSpan(said.Preamble.Length));
        }
        catch (DecoderFallbackException error)
        {
            throw Damaged(error);
        }
    }

    private static Encoding? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => null,
    };

    private static FormatException Damaged(DecoderFallbackException error) =>
        new("The file says that it is UTF-16 or UTF-32 and is damaged, or cut off. Please save it as UTF-8.", error);

    private static void CheckUtf8(Stream bytes)
    {
        var buffer = new byte[1 << 14];
        var (line, held, afterReturn) = (1, 0, false);
        for (var isLast = false; !isLast;)
        {
            var count = held + bytes.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
            isLast = count < buffer.Length;
            var at = 0;
            while (at < count)
            {
                // A zero is what UTF-16 without its mark looks like.
                var status = Rune.DecodeFromUtf8(buffer.AsSpan(at, count - at), out var rune, out var length);
                if (status == OperationStatus.NeedMoreData && !isLast) break;
                if (status != OperationStatus.Done || rune.Value == 0)
                    throw new FormatException($"The file is not UTF-8 (line {line}). Please save it as UTF-8.");
                if (rune.Value == '\r' || (rune.Value == '\n' && !afterReturn)) line++;
                afterReturn = rune.Value == '\r';
                at += length;
            }
            held = count - at;
            buffer.AsSpan(at, held).CopyTo(buffer);
        }
    }

    private sealed class Damageable(StreamReader text) : TextReader
    {
        public override int Read(char[] buffer, int index, int count)
        {
            try
            {
                return text.Read(buffer, index, count);
            }
            catch (DecoderFallbackException error)
            {
                throw Damaged(error);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) text.Dispose();
            base.Dispose(disposing);
        }
    }
}
