using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Tests.Exchange;

/// <summary>Pages with comments as programs make them, and archives of them as crawlers write them.</summary>
internal static class Archived
{
    public const string Home = "https://harbour.example";

    public static string Page(
        string path, string comments, string head = "", string title = "The lock", string end = "</body></html>") => $"""
        <!DOCTYPE html>
        <html lang="en"><head><title>{title} – Harbour news</title>
        <link rel="canonical" href="{Home}/{path}">
        <meta property="og:title" content="{title}"><meta property="article:published_time" content="2019-03-04T08:00:00+00:00">
        {head}</head>
        <body class="single"><article id="post-7" class="post-7 post"><h1>{title}</h1><p>It was built in 1902.</p></article>
        <div id="comments"><ol class="comment-list">{comments}</ol></div>
        {end}
        """;

    /// <summary>As the walker of WordPress writes it.</summary>
    /// <param name="time">Of the 4th of March 2019; empty: none.</param>
    public static string Comment(int id, string text, string answers = "", string name = "Willem", string time = "09:12",
        string classes = "", string beside = "") => $"""
        <li id="comment-{id}" class="comment even thread-even depth-1 {classes}">
        <article id="div-comment-{id}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard">
        <img alt="" src="x.png" class="avatar"><b class="fn"><a href="#" class="url">{name}</a></b> <span class="says">says:</span></div>
        <div class="comment-metadata"><a href="#comment-{id}">{(time.Length > 0 ? $"<time datetime=\"2019-03-04T{time}:00+00:00\">" : "")}
        some time ago</time></a></div>{beside}</footer>
        <div class="comment-content"><p>{text}</p></div><div class="reply"><a href="#">Reply</a></div></article>
        {(answers.Length > 0 ? $"<ol class=\"children\">{answers}</ol>" : "")}</li>
        """;

    public static byte[] Warc(params byte[][] records) => [.. Info().Concat(records.SelectMany(x => x))];

    public static byte[] Info() =>
        Record("warcinfo", "", "2020-01-01T00:00:00Z", "software: a test\r\n"u8.ToArray(), "application/warc-fields");

    /// <summary>A page as it was fetched.</summary>
    public static byte[] Fetched(string path, string page, string at = "2020-01-01T00:00:00Z") =>
        Record("response", $"{Home}/{path}", at, Answer(Encoding.UTF8.GetBytes(page)));

    /// <param name="length">What it says; null: the truth.</param>
    public static byte[] Record(string type, string uri, string at, byte[] block, string kind = "application/http; msgtype=response",
        string? length = null, string more = "")
    {
        var head = $"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: {at}\r\n"
            + (uri.Length > 0 ? $"WARC-Target-URI: {uri}\r\n" : "") + more
            + $"Content-Type: {kind}\r\nContent-Length: {length ?? block.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. block, .. "\r\n\r\n"u8];
    }

    /// <param name="chunk">Bytes in a chunk; 0: in one piece.</param>
    public static byte[] Answer(byte[] body, string type = "text/html; charset=UTF-8", string coding = "", int chunk = 0,
        string status = "200 OK", string more = "")
    {
        body = Packed(body, coding);
        var head = $"HTTP/1.1 {status}\r\nServer: a test\r\n" + (type.Length > 0 ? $"Content-Type: {type}\r\n" : "") + more
            + (coding.Length > 0 ? $"Content-Encoding: {coding}\r\n" : "")
            + (chunk > 0 ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n");
        var all = new MemoryStream();
        all.Write(Encoding.UTF8.GetBytes(head));
        for (var at = 0; chunk > 0 && at < body.Length; at += chunk)
        {
            var some = Math.Min(chunk, body.Length - at);
            all.Write(Encoding.ASCII.GetBytes($"{some:x}\r\n"));
            all.Write(body, at, some);
            all.Write("\r\n"u8);
        }
        if (chunk > 0) all.Write("0\r\n\r\n"u8);
        else all.Write(body);
        return all.ToArray();
    }

    public static byte[] Packed(byte[] bytes, string coding)
    {
        if (coding.Length == 0) return bytes;
        var packed = new MemoryStream();
        using (Stream packing = coding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        }) packing.Write(bytes);
        return packed.ToArray();
    }

    public static string Digest(byte[] block) => $"WARC-Block-Digest: sha256:{Convert.ToHexStringLower(SHA256.HashData(block))}\r\n";
}
