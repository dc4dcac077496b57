using System.Globalization;
using System.IO.Compression;
using System.Text;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// The page in an answer of a web server, as an archive has it: with its head, in chunks, compressed. Source: RFC 9110 and 9112.
/// </summary>
/// <param name="Fault">Why there is none; null: there is one.</param>
/// <param name="IsCut">It is not whole.</param>
internal sealed record WarcPage(string Html, string? Fault, bool IsCut)
{
    /// <summary>Digits of a chunk's length.</summary>
    private const int LongestSize = 8;

    /// <returns>Null: it is no page, or says that there is none.</returns>
    public static WarcPage? OfAnswer(ReadOnlySpan<byte> answer)
    {
        var (end, behind) = (answer.IndexOf("\r\n\r\n"u8), 4);
        if (end < 0) (end, behind) = (answer.IndexOf("\n\n"u8), 2);
        if (end < 0) return new("", "The head of this answer has no end.", false);
        var lines = Encoding.Latin1.GetString(answer[..end]).Split('\n');
        if (!lines[0].StartsWith("HTTP/", StringComparison.Ordinal) || lines[0].Split(' ') is not [_, "200", ..]
            && lines[0].TrimEnd('\r').Split(' ') is not [_, "200"]) return null;
        string Said(string name) => string.Join(", ", lines.Skip(1)
            .Where(x => x.StartsWith(name, StringComparison.OrdinalIgnoreCase) && x.Length > name.Length && x[name.Length] == ':')
            .Select(x => x[(name.Length + 1)..].Trim()));
        var body = answer[(end + behind)..];
        var type = Said("Content-Type");
        if (!IsPage(type, body)) return null;
        var isCut = long.TryParse(Said("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length > body.Length;
        if (Said("Transfer-Encoding").Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            (var whole, isCut) = Joined(body);
            body = whole;
        }
        foreach (var coding in Said("Content-Encoding").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Reverse())
        {
            var (plain, fault, broke) = Unpacked(body, coding.ToLowerInvariant());
            if (plain is null) return new("", fault, false);
            body = plain;
            isCut |= broke;
        }
        return new(HtmlLetters.Decode(body, HtmlLetters.CharsetOf(type)), null, isCut);
    }

    /// <summary>Of a record that has the page alone.</summary>
    public static WarcPage? Of(ReadOnlySpan<byte> page, string type) =>
        IsPage(type, page) ? new(HtmlLetters.Decode(page, HtmlLetters.CharsetOf(type)), null, false) : null;

    private static bool IsPage(string type, ReadOnlySpan<byte> body) =>
        type.Length == 0 ? HtmlLetters.IsPage(Encoding.Latin1.GetString(body[..Math.Min(body.Length, 4096)]))
        : type.Split(';')[0].Trim() is var kind && (kind.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || kind.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    // What doesn't begin with a chunk was put together before it was kept, and its head left as it was.
    private static (byte[] Whole, bool IsCut) Joined(ReadOnlySpan<byte> body)
    {
        var whole = new MemoryStream(body.Length);
        for (var rest = body; ;)
        {
            var line = rest[..Math.Min(rest.Length, 1024)].IndexOf((byte)'\n');
            var said = line < 0 ? "" : Encoding.Latin1.GetString(rest[..line]).Split(';')[0].Trim();
            if (said.Length is 0 or > LongestSize
                || !int.TryParse(said, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
                return whole.Length == 0 && rest.Length == body.Length ? (body.ToArray(), false) : (whole.ToArray(), true);
            if (size == 0) return (whole.ToArray(), false);
            rest = rest[(line + 1)..];
            var some = Math.Min(size, rest.Length);
            whole.Write(rest[..some]);
            rest = rest[some..];
            if (some < size) return (whole.ToArray(), true);
            rest = rest.StartsWith("\r\n"u8) ? rest[2..] : rest.StartsWith("\n"u8) ? rest[1..] : rest;
        }
    }

    private static (byte[]? Plain, string? Fault, bool IsCut) Unpacked(ReadOnlySpan<byte> body, string coding)
    {
        if (coding is "identity" or "none") return (body.ToArray(), null, false);
        if (coding is not ("gzip" or "x-gzip" or "deflate" or "br"))
            return (null, $"It is compressed in a way that is not known here: {JsonFields.Short(coding)}.", false);
        // Unpacked before it was kept, and its head left as it was.
        if (body.TrimStart(" \t\r\n"u8) is [(byte)'<', ..]) return (body.ToArray(), null, false);
        using var packed = new MemoryStream(body.ToArray());
        using Stream unpacking = coding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            // Some servers leave out what should stand around it.
            "deflate" when body is not [0x78, ..] => new DeflateStream(packed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
            _ => new GZipStream(packed, CompressionMode.Decompress),
        };
        var plain = new MemoryStream();
        var isCut = false;
        var some = new byte[1 << 16];
        try
        {
            for (int read; (read = unpacking.Read(some)) > 0;)
            {
                plain.Write(some, 0, read);
                if (plain.Length > SavedPage.Longest)
                    return (null, $"It grows to more than {SavedPage.Longest >> 20} MiB when it is unpacked.", false);
            }
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or IOException)
        {
            isCut = true;
        }
        return plain.Length == 0 && body.Length > 0 ? (null, "It can't be unpacked.", false) : (plain.ToArray(), null, isCut);
    }
}
