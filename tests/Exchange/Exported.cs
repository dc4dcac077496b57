using System.Globalization;

namespace Parley.Tests.Exchange;

/// <summary>Small exports for tests, written as those systems write them.</summary>
internal static class Exported
{
    public static string Wxr(params string[] items) => $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">
        <channel>
        <title>Harbour news</title>
        <link>https://harbour.example</link>
        <wp:base_blog_url>https://harbour.example/blog</wp:base_blog_url>
        {string.Join('\n', items)}
        </channel>
        </rss>
        """;

    public static string Item(int id, string path, string inner, string status = "publish", string password = "", string title = "A page",
        string comments = "open") => $"""
        <item>
        <title>{title}</title>
        <link>https://harbour.example/{path}</link>
        <wp:post_id>{id}</wp:post_id>
        <wp:post_date_gmt>2019-03-01 08:00:00</wp:post_date_gmt>
        <wp:comment_status>{comments}</wp:comment_status>
        <wp:status>{status}</wp:status>
        <wp:post_password>{password}</wp:post_password>
        {inner}
        </item>
        """;

    public static string Comment(int id, string text, int parent = 0, string name = "Willem", string mail = "willem@harbour.example",
        string approved = "1", string type = "", string? at = null, string more = "") => $"""
        <wp:comment>
        <wp:comment_id>{id}</wp:comment_id>
        <wp:comment_author><![CDATA[{name}]]></wp:comment_author>
        <wp:comment_author_email>{mail}</wp:comment_author_email>
        <wp:comment_date_gmt>{at ?? At(id)}</wp:comment_date_gmt>
        <wp:comment_content><![CDATA[{text}]]></wp:comment_content>
        <wp:comment_approved>{approved}</wp:comment_approved>
        <wp:comment_type>{type}</wp:comment_type>
        <wp:comment_parent>{parent}</wp:comment_parent>
        {more}
        </wp:comment>
        """;

    public static string Meta(string key, string value) => $"""
        <wp:commentmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:commentmeta>
        """;

    /// <summary>The later, the higher the number.</summary>
    private static string At(int id) => new DateTime(2019, 3, 4, 9, 0, 0, DateTimeKind.Utc).AddMinutes(id)
        .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Disqus(params string[] records) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
        {string.Join('\n', records)}
        </disqus>
        """;

    public static string Thread(int id, string path, bool deleted = false) => $"""
        <thread dsq:id="{id}"><id/><forum>harbour</forum><link>https://harbour.example/{path}</link><title>A page</title>
        <createdAt>2019-03-01T08:00:00Z</createdAt><isClosed>false</isClosed><isDeleted>{(deleted ? "true" : "false")}</isDeleted></thread>
        """;

    public static string Post(int id, int thread, string text, int parent = 0, bool deleted = false, string before = "",
        string at = "2019-03-04T09:00:00Z", string name = "Willem") => $"""
        <post dsq:id="{id}"><id>{before}</id><message><![CDATA[{text}]]></message><createdAt>{at}</createdAt>
        <isDeleted>{(deleted ? "true" : "false")}</isDeleted><isSpam>false</isSpam>
        <author><name>{name}</name><isAnonymous>true</isAnonymous></author>
        <thread dsq:id="{thread}"/>{(parent == 0 ? "" : $"<parent dsq:id=\"{parent}\"/>")}</post>
        """;
}
