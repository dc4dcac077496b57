using Parley.Articles;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>What every page around a discussion needs: where it is, and whether it can be written to.</summary>
public sealed record Place(Words T, string SiteName, string Title, string Path, bool IsOpen, Times Times)
{
    /// <summary>What stands around the box for comments.</summary>
    public required BoxWords Box { get; init; }

    public string Of(Guid comment) => $"{Path}/comments/{comment}#c-{comment}";

    public static Place Of(Article article, Discussion discussion, CurrentSite site, DateTimeOffset now)
    {
        var t = article.Language is { } language && Words.In(language) is { } own ? own : site.Words;
        var times = new Times(now, site.Zone, t);
        // The box turns into an ordinary one by itself.
        times.Until(discussion.IsShutAt(now) ? discussion.ShutUntil : null);
        times.Until(discussion.TakesQuestions(now) ? discussion.QuestionsUntil : null);
        return new(t, site.Site.Name, article.Title, "/articles/" + Uri.EscapeDataString(article.Slug), discussion.IsOpenAt(now), times)
        {
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
    public static BoxWords ForQuestions(Article article, Words t) => new(t["Your question"], article.Prompt, null, t["Post question"]);

    public static BoxWords Of(Article article, CurrentSite site, Words t)
    {
        return new(Own(SiteTextKind.Box) ?? t["Your comment"], article.Prompt ?? Own(SiteTextKind.Prompt), Own(SiteTextKind.Reply), t["Post comment"]);

        string? Own(SiteTextKind kind) => site.Text(kind) is { Length: > 0 } line ? line : null;
    }
}

/// <summary>The whole page: story above, discussion below. Null story: a later page of the discussion.</summary>
public sealed record ArticleView(Place Place, string? Canonical, string Card, StoryView? Story, ThreadView Thread);

public sealed record StoryView(
    Article Article, IReadOnlyList<BodyPart> Parts, IReadOnlyList<ShareLink> Shares, IReadOnlyDictionary<string, int> ShareCounts,
    string Notice, string Policy, string Guidelines, string Description, string JsonLd);

public sealed record ShareLink(ShareNetwork Network, string Url, string Beacon);

/// <param name="Seen">Comments of the top level on the pages before.</param>
public sealed record ThreadView(Guid DiscussionId, long Version, int Count, ThreadOrder Order, int Seen, IReadOnlyList<ShownComment> Comments, string? Next, FormView Form)
{
    public bool IsFirst => Seen == 0;

    /// <summary>What the editors did to the discussion, and tell its readers.</summary>
    public IReadOnlyList<Intervention> Interventions { get; init; } = [];

    /// <summary>Stand first in every order.</summary>
    public IReadOnlyList<ShownComment> Pinned { get; init; } = [];
    public int Featured { get; init; }

    /// <summary>Who answers here; null in an ordinary discussion.</summary>
    public Answering? Answering { get; init; }
}

/// <summary>The form for a comment: a new one, a reply, or one that was refused and is shown again with its text.</summary>
public sealed record FormView(string Action, string Stamp)
{
    public Guid? ParentId { get; init; }
    public string? ParentName { get; init; }
    /// <summary>Words of the story that the comment will speak of.</summary>
    public TextQuote? Quote { get; init; }
    public string Text { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>A reader who has a name already writes under it.</summary>
    public string? KnownAs { get; init; }
    public bool AsksName { get; init; } = true;
    public required string Submit { get; init; }

    /// <summary>What the house says around it; null where an older comment is changed.</summary>
    public BoxWords? Box { get; init; }
    public Refusal? Refusal { get; init; }
}
