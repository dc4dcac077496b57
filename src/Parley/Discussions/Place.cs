using Parley.Articles;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>What every page around a discussion needs: where it is, and whether it can be written to.</summary>
public sealed record Place(Words T, string SiteName, string Title, string Path, bool IsOpen, Times Times)
{
    /// <summary>Of the forms on the page: a vote of somebody unknown must come from it.</summary>
    public required string Stamp { get; init; }

    /// <summary>What stands around the box for comments.</summary>
    public required BoxWords Box { get; init; }

    /// <summary>
    /// The page of another site around this one, and the origins whose pages may be around it; null on a page of its own.
    /// </summary>
    public HostPage? Host { get; init; }
    public string? Framers { get; init; }

    /// <summary>The comment's page on this server.</summary>
    public string Of(Guid comment) => $"{Path}/comments/{comment}#c-{comment}";

    /// <summary>What readers pass on: in a frame the page around it, whose loader finds the comment.</summary>
    public string Link(Guid comment) => Host switch
    {
        null => Of(comment),
        { Address: ['/', ..] own } => $"{Addresses.Link(own)}/comments/{comment}#c-{comment}",
        var page => $"{page.Address}#parley-{comment}",
    };

    /// <summary>The same for a comment of any discussion.</summary>
    /// <param name="slug">Of the article of this site; null where the page is none.</param>
    /// <param name="url">The discussion's address.</param>
    public static string LinkTo(Guid comment, string? slug, string url) => slug is null && !url.StartsWith('/')
        ? $"{url}#parley-{comment}"
        : $"{(slug is null ? Addresses.Link(url) : "/articles/" + Uri.EscapeDataString(slug))}/comments/{comment}#c-{comment}";

    /// <summary>The heading of the discussion.</summary>
    public string TitleOf(int comments) => T.Count(comments, "{0} Comment", "{0} Comments");

    /// <param name="discussion">As it is, or as it will begin.</param>
    public static Place Framed(HostPage page, Discussion discussion, CurrentSite site, DateTimeOffset now)
    {
        var t = page.Words;
        var times = TimesOf(discussion, site, t, now);
        return new(t, site.Site.Name, discussion.Title.Length > 0 ? discussion.Title : page.Address, page.Path,
            discussion.IsOpenAt(now), times)
        {
            Stamp = FormStamp.Make(site, now, null), Host = page, Framers = site.Framers.Origins,
            Box = discussion.TakesQuestions(now) ? BoxWords.ForQuestions(null, t) : BoxWords.Of(null, site, t),
        };
    }

    private static Times TimesOf(Discussion discussion, CurrentSite site, Words t, DateTimeOffset now)
    {
        var times = new Times(now, site.Zone, t);
        // The box turns into an ordinary one by itself.
        times.Until(discussion.IsShutAt(now) ? discussion.ShutUntil : null);
        times.Until(discussion.TakesQuestions(now) ? discussion.QuestionsUntil : null);
        return times;
    }

    public static Place Of(Article article, Discussion discussion, CurrentSite site, DateTimeOffset now)
    {
        var t = article.Language is { } language && Words.In(language) is { } own ? own : site.Words;
        var times = TimesOf(discussion, site, t, now);
        return new(t, site.Site.Name, article.Title, "/articles/" + Uri.EscapeDataString(article.Slug), discussion.IsOpenAt(now), times)
        {
            Stamp = FormStamp.Make(site, now, null),
            Box = discussion.TakesQuestions(now) ? BoxWords.ForQuestions(article, t) : BoxWords.Of(article, site, t),
        };
    }
}

/// <param name="Title">Names the box.</param>
/// <param name="Prompt">A line under the title; null for none.</param>
/// <param name="Reply">Such a line for replies.</param>
public sealed record BoxWords(string Title, string? Prompt, string? Reply, string Submit)
{
    // The house's lines for comments would ask for something else than questions.
    public static BoxWords ForQuestions(Article? article, Words t) => new(t["Your question"], article?.Prompt, null, t["Post question"]);

    public static BoxWords Of(Article? article, CurrentSite site, Words t)
    {
        return new(Own(SiteTextKind.Box) ?? t["Your comment"], article?.Prompt ?? Own(SiteTextKind.Prompt), Own(SiteTextKind.Reply),
            t["Post comment"]);

        string? Own(SiteTextKind kind) => site.Text(kind) is { Length: > 0 } line ? line : null;
    }
}
