using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Parley.Web;

/// <summary>A page as bytes, made once and served many times: plain, gzip and Brotli, each with its strong ETag.</summary>
public sealed class Snapshot
{
    private readonly Lazy<Encoded> gzip;
    private readonly Lazy<Encoded> brotli;
    private readonly Encoded plain;

    /// <param name="isLasting">The same for as long as the program runs: compressed once for all, as small as can be.</param>
    public Snapshot(
        byte[] body, string contentType, DateTimeOffset trueUntil = default, string cacheControl = "no-cache", bool isLasting = false)
    {
        var tag = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12));
        ContentType = contentType;
        TrueUntil = trueUntil;
        CacheControl = cacheControl;
        plain = new Encoded(body, null, $"\"{tag}\"");
        // Made when first asked for: a page read once is not worth two compressions.
        gzip = new(() => new Encoded(Compress(body, stream => new GZipStream(stream, isLasting ? CompressionLevel.SmallestSize
            : CompressionLevel.Optimal)), "gzip", $"\"{tag}-gz\""));
        brotli = new(() => new Encoded(Compress(body, stream => new BrotliStream(stream, new BrotliCompressionOptions
            { Quality = isLasting ? 11 : 7 })), "br", $"\"{tag}-br\""));
    }

    public string ContentType { get; }
    public string CacheControl { get; }

    /// <summary>When a relative time in it stops being true. <c>default</c>: never.</summary>
    public DateTimeOffset TrueUntil { get; }

    public int Status { get; init; } = StatusCodes.Status200OK;
    public int Length => plain.Body.Length;

    public Task Write(HttpContext http)
    {
        var chosen = Choose(http.Request.Headers.AcceptEncoding);
        var response = http.Response;
        var headers = response.Headers;
        headers.ETag = chosen.ETag;
        headers.CacheControl = CacheControl;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (Matches(http.Request.Headers.IfNoneMatch, chosen.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.StatusCode = Status;
        headers.ContentType = ContentType;
        if (chosen.Encoding is not null) headers.ContentEncoding = chosen.Encoding;
        response.ContentLength = chosen.Body.Length;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(chosen.Body, http.RequestAborted).AsTask();
    }

    private Encoded Choose(StringValues accept)
    {
        var asked = accept.ToString();
        // A picture is compressed as it is.
        if (asked.Length == 0 || (ContentType.StartsWith("image/", StringComparison.Ordinal)
                && !ContentType.StartsWith("image/svg", StringComparison.Ordinal)))
            return plain;
        // Every browser sends one of a few short lists; parsing weights is for those that say q=.
        if (!asked.Contains("q=", StringComparison.Ordinal))
        {
            return asked.Contains("br", StringComparison.Ordinal) ? brotli.Value
                : asked.Contains("gzip", StringComparison.Ordinal) ? gzip.Value
                : plain;
        }
        if (!StringWithQualityHeaderValue.TryParseList(accept, out var list)) return plain;
        var weights = list.GroupBy(x => x.Value.ToString(), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(x => x.Key, x => x.First().Quality ?? 1, StringComparer.OrdinalIgnoreCase);
        var (br, gz) = (weights.GetValueOrDefault("br"), weights.GetValueOrDefault("gzip"));
        return br > 0 && br >= gz ? brotli.Value : gz > 0 ? gzip.Value : plain;
    }

    private static bool Matches(StringValues asked, string etag)
    {
        if (asked.Count == 0) return false;
        foreach (var value in asked)
        {
            if (value is null) continue;
            if (value == etag || value == "*") return true;
            if (value.Contains(',', StringComparison.Ordinal) || value.StartsWith("W/", StringComparison.Ordinal))
                if (value.Split(',').Any(one => one.Trim() is var tag && (tag == etag || tag == "W/" + etag))) return true;
        }
        return false;
    }

    private static byte[] Compress(byte[] body, Func<Stream, Stream> open)
    {
        using var target = new MemoryStream();
        using (var stream = open(target)) stream.Write(body);
        return target.ToArray();
    }

    private sealed record Encoded(byte[] Body, string? Encoding, string ETag);
}
