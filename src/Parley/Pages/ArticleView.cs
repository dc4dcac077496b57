using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The whole page: story above, discussion below. Null story: a later page of the discussion.</summary>
public sealed record ArticleView(Place Place, string? Canonical, string Card, StoryView? Story, ThreadView Thread);

public sealed record StoryView(
    Article Article, IReadOnlyList<BodyPart> Parts, IReadOnlyList<ShareLink> Shares, IReadOnlyDictionary<string, int> ShareCounts,
    string Notice, string Policy, string Guidelines, string Description, string JsonLd);

public sealed record ShareLink(ShareNetwork Network, string Url, string Beacon);

/// <param name="Seen">Comments of the top level on the pages before.</param>
public sealed record ThreadView(Guid DiscussionId, long Version, int Count, ThreadOrder Order, int Seen,
    IReadOnlyList<ShownComment> Comments, string? Next, FormView Form)
{
    public bool IsFirst => Seen == 0;

    /// <summary>What the editors did to the discussion, and tell its readers.</summary>
    public IReadOnlyList<Intervention> Interventions { get; init; } = [];

    /// <summary>Stand first in every order.</summary>
    public IReadOnlyList<ShownComment> Pinned { get; init; } = [];
    public int Featured { get; init; }

    /// <summary>The story is gone; what was said about it stays.</summary>
    public bool IsTakenBack { get; init; }

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

    /// <summary>The name that they have, where it is somebody else's and they are asked for another.</summary>
    public string? GaveUp { get; init; }
    public bool AsksName { get; init; } = true;
    public required string Submit { get; init; }

    /// <summary>What the house says around it; null where an older comment is changed.</summary>
    public BoxWords? Box { get; init; }
    public Refusal? Refusal { get; init; }

    /// <summary>What the coach says of the text, once.</summary>
    public Advice? Advice { get; init; }
}
