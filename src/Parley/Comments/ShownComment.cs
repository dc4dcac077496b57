using System.Text.Json.Serialization;
using Parley.Articles;
using Parley.Readers;
using Parley.Web;

namespace Parley.Comments;

/// <summary>A comment as it is shown, to programs and in pages.</summary>
public sealed record ShownComment
{
    public required Guid Id { get; init; }
    public required Guid? ParentId { get; init; }
    public required AuthorView Author { get; init; }

    /// <summary>As written.</summary>
    public required string Text { get; init; }

    /// <summary>Safe to put into a page.</summary>
    public required string Html { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset? FeaturedAt { get; init; }
    public DateTimeOffset? PinnedAt { get; init; }
    public required int Up { get; init; }
    public required int Down { get; init; }

    /// <summary>Direct replies, wherever they are shown.</summary>
    public required int ReplyCount { get; init; }
    public required int Depth { get; init; }

    /// <summary>A reply of somebody who answered the questions of this discussion when it was written.</summary>
    public bool Answers { get; init; }

    /// <summary>The words of the story it speaks of; null for a reply, which speaks of what its comment speaks of.</summary>
    public AnchorView? Anchor { get; init; }

    /// <summary>published, held, withdrawn or removed.</summary>
    public required string Status { get; init; }

    /// <summary>The decision that removed it; null where none did.</summary>
    public Removal? Removal { get; init; }
    public IReadOnlyList<ShownComment> Replies { get; init; } = [];

    /// <summary>Where <c>/comments/{id}/replies</c> goes on; null when all replies are here.</summary>
    public string? NextReplies { get; init; }

    /// <summary>Its number among the answers or the other replies of its comment, from 1.</summary>
    [JsonIgnore] public int Ordinal { get; init; }
    [JsonIgnore] public int MoreReplies { get; init; }
    /// <summary>Who is answered; null when that comment was withdrawn or removed.</summary>
    [JsonIgnore] public string? ParentName { get; init; }

    /// <summary>The comment that is answered stands on another page.</summary>
    [JsonIgnore] public bool ParentIsElsewhere { get; init; }
    [JsonIgnore] public bool IsLong { get; init; }

    /// <summary>It is gone, and not by its author's will: it came without its words, or went with the import that had brought it.</summary>
    [JsonIgnore] public bool IsNobodys { get; init; }
    [JsonIgnore] public bool CutOff { get; init; }

    public bool IsPublished() => Status == "published";

    public static ShownComment Of(Comment comment, AuthorView author, Passage? passage = null)
    {
        var gone = !comment.IsPublished;
        return new ShownComment
        {
            Id = comment.Id, ParentId = comment.ParentId, Author = gone ? Nobody : author,
            Text = gone ? "" : comment.Text, Html = gone ? "" : Markup.Comment(comment.Text, comment.Format),
            CreatedAt = comment.CreatedAt, EditedAt = gone ? null : comment.EditedAt,
            FeaturedAt = gone ? null : comment.FeaturedAt, PinnedAt = gone ? null : comment.PinnedAt,
            Up = comment.Up, Down = comment.Down, ReplyCount = comment.ReplyCount, Depth = comment.Depth,
            Answers = comment.Ordinal < 0 && !gone,
            Ordinal = comment.Ordinal < 0 ? comment.Ordinal - Comment.FirstAnswer + 1 : comment.Ordinal,
            Status = comment.WithdrawnAt is not null ? "withdrawn" : comment.IsHeld ? "held" : gone ? "removed" : "published",
            Removal = comment.WithdrawnAt is null ? comment.Removal : null,
            IsNobodys = comment.WithdrawnAt is not null && author.Name.Length == 0,
            IsLong = Markup.IsLong(comment.Text), CutOff = comment.CutOff,
            Anchor = gone || comment.Depth > 0 || passage is null ? null : AnchorView.Of(passage),
        };
    }

    internal static readonly AuthorView Nobody = new(Guid.Empty, "", null, []);
}

/// <param name="State">here, changed or removed: whether the words still stand in the story.</param>
public sealed record AnchorView(string Exact, string Prefix, string Suffix, string State, [property: JsonIgnore] Guid Passage)
{
    public static AnchorView Of(Passage passage) =>
        new(passage.Exact, passage.Prefix, passage.Suffix, passage.Fate.ToString().ToLowerInvariant(), passage.Id);
}
