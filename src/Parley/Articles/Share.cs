namespace Parley.Articles;

/// <summary>
/// How often an article was shared to one network before Parley counted. Later clicks are rows of <see cref="ShareClick"/>.
/// </summary>
public sealed class ShareCount
{
    private ShareCount() { }

    public int SiteId { get; private set; }
    public Guid ArticleId { get; private set; }

    /// <summary>A key of <see cref="ShareNetworks"/>, or <see cref="ShareNetworks.Elsewhere"/> when the source named none.</summary>
    public string Network { get; private set; } = "";
    public int Count { get; private set; }

    public static ShareCount Imported(Article article, string network, int count) =>
        new() { SiteId = article.SiteId, ArticleId = article.Id, Network = network, Count = count };
}

/// <summary>One reader's share to one network on one day.</summary>
public sealed class ShareClick
{
    private ShareClick() { }

    public int SiteId { get; private set; }
    public Guid ArticleId { get; private set; }
    public string Network { get; private set; } = "";

    /// <summary>UTC day.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>A keyed hash that can't be traced to a person and is another one the next day.</summary>
    public string Person { get; private set; } = "";

    public static ShareClick On(Article article, string network, DateOnly day, string person) =>
        new() { SiteId = article.SiteId, ArticleId = article.Id, Network = network, Day = day, Person = person };
}

/// <summary>A network and how it wants a link: plain addresses, nothing loaded from there.</summary>
public sealed record ShareNetwork(string Key, string Name, Func<string, string, string> Link);

public static class ShareNetworks
{
    /// <summary>Shares that an import counted without saying where.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>The link was copied.</summary>
    public const string Copy = "copy";

    /// <summary>The device's own share sheet was used.</summary>
    public const string Sheet = "sheet";

    public static readonly IReadOnlyList<ShareNetwork> All =
    [
        new("facebook", "Facebook", (url, _) => $"https://www.facebook.com/sharer/sharer.php?u={url}"),
        new("x", "X", (url, title) => $"https://x.com/intent/post?url={url}&text={title}"),
        new("bluesky", "Bluesky", (url, title) => $"https://bsky.app/intent/compose?text={title}%20{url}"),
        new("mastodon", "Mastodon", (url, title) => $"https://mastodonshare.com/?text={title}&url={url}"),
        new("whatsapp", "WhatsApp", (url, title) => $"https://wa.me/?text={title}%20{url}"),
        new("telegram", "Telegram", (url, title) => $"https://t.me/share/url?url={url}&text={title}"),
        new("reddit", "Reddit", (url, title) => $"https://www.reddit.com/submit?url={url}&title={title}"),
        new("linkedin", "LinkedIn", (url, _) => $"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        new("mail", "E-mail", (url, title) => $"mailto:?subject={title}&body={url}"),
    ];

    /// <summary>What a click may be counted under.</summary>
    public static bool Counts(string key) => key is Copy or Sheet || All.Any(network => network.Key == key);
}
