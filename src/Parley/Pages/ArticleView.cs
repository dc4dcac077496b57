using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Discussions;
using Parley.Readers;
using Parley.Web;
using Parley.Writing;

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

    /// <summary>What rests, and is said or laid to rest again from here; null for what is new.</summary>
    public Guid? RestingId { get; init; }
    public string Name { get; init; } = "";

    /// <summary>A reader who has a name already writes under it.</summary>
    public string? KnownAs { get; init; }

    /// <summary>The name that they have, where it is somebody else's and they are asked for another.</summary>
    public string? GaveUp { get; init; }
    public bool AsksName { get; init; } = true;

    /// <summary>What is out already rests no more.</summary>
    public bool CanRest { get; init; } = true;
    public required string Submit { get; init; }

    /// <summary>What the house says around it; null where an older comment is changed.</summary>
    public BoxWords? Box { get; init; }
    public Refusal? Refusal { get; init; }

    /// <summary>What the coach says of the text, once.</summary>
    public Advice? Advice { get; init; }

    /// <summary>As it is shown again after a refusal: what made it impossible goes, and what the refusal offers is there.</summary>
    public FormView Refused(Refusal? no, HttpContext http)
    {
        var again = this with { Refusal = no ?? Refusal };
        // A name that is free is offered where it can be taken.
        if (no?.Code == Names.SpokenForCode && Identity.BearerOf(http) is null)
            again = again with { Name = (string)no.Args[0], KnownAs = null, GaveUp = KnownAs };
        if (RestingId is null) return again;
        if (no?.Code == Rested.Gone.Code) return again with { RestingId = null };
        // Days may have passed, and the story changed: it can be said without what is there no more.
        if (no?.Code == Posting.ParentGone.Code) return again with { ParentId = null };
        return no?.Code.StartsWith("passage-", StringComparison.Ordinal) == true ? again with { Quote = null } : again;
    }
}
