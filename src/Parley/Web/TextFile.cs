using System.Text;

namespace Parley.Web;

/// <summary>Text as people save it: UTF-8, or what a byte order mark says it is. Anything else would be read as rubbish.</summary>
public static class TextFile
{
    /// <exception cref="FormatException">With a sentence for whoever saved it.</exception>
    public static async Task<string> Read(string file, CancellationToken ct) => Decoded(await File.ReadAllBytesAsync(file, ct));

    public static string Decoded(byte[] bytes)
    {
        Encoding? said = bytes switch
        {
            [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
            [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => null,
        };
        if (said is null) return Utf8(bytes);
        try
        {
            return said.GetString(bytes.AsSpan(said.Preamble.Length));
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("The file says that it is UTF-16 or UTF-32 and is damaged, or cut off. Please save it as UTF-8.",
                error);
        }
    }

    private static string Utf8(byte[] bytes)
    {
        var at = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var begin = at;
        var line = 1;
        while (at < bytes.Length)
        {
            // A zero is what UTF-16 without its mark looks like.
            var status = Rune.DecodeFromUtf8(bytes.AsSpan(at), out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done || rune.Value == 0)
                throw new FormatException($"The file is not UTF-8 (line {line}). Please save it as UTF-8.");
            if (rune.Value == '\n' || rune.Value == '\r' && !(at + 1 < bytes.Length && bytes[at + 1] == '\n')) line++;
            at += length;
        }
        return Encoding.UTF8.GetString(bytes.AsSpan(begin));
    }
}
