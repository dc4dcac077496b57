using System.Text.Json.Serialization;
using Parley.Discussions;
using Parley.Readers;
using Parley.Web;

namespace Parley.Comments;

public sealed class Comment
{
    /// <summary>Below it is no ordinal, above it room for more answers than anybody gives.</summary>
    public const int FirstAnswer = -1_000_000_000;

    private Comment() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid DiscussionId { get; private set; }
    public Guid? ParentId { get; private set; }
    public Guid AuthorId { get; private set; }

    /// <summary>The words of the story it speaks of; replies speak of what their comment spoke of.</summary>
    public Guid? PassageId { get; private set; }

    /// <summary>0 for a top-level comment.</summary>
    public int Depth { get; private set; }

    /// <summary>
    /// Its place among its parent's replies, in the order they came, from 1; 0 at the top level. Answers of those who answer
    /// in a discussion of questions count from <see cref="FirstAnswer"/>, so that the order by ordinal alone shows them first.
    /// </summary>
    public int Ordinal { get; private set; }

    /// <summary>Replies given an ordinal so far, whatever became of them; answers are counted apart.</summary>
    public int RepliesEver { get; private set; }
    public int AnswersEver { get; private set; }

    /// <summary>Direct replies that are shown.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>As written. Never changed but by its author; HTML is made from it when it is shown.</summary>
    public string Text { get; private set; } = "";
    public TextFormat Format { get; private set; }

    /// <summary>What a search finds it by; nothing once it is withdrawn. The databases make their indexes of it.</summary>
    public string Words { get; private set; } = "";

    /// <summary>
    /// Of the text without its spaces and case: finds the same words said twice. 0 for what nobody compares: what was withdrawn, and what
    /// an import brings that was said long ago.
    /// </summary>
    public long TextHash { get; private set; }

    /// <summary>
    /// How it is made and how it came, by which the site's own model learns from what is decided about it (FormFeatures); null where its
    /// author was known here, and once its words are taken back.
    /// </summary>
    public byte[]? Form { get; private set; }

    /// <summary>Votes counted elsewhere, before an import; the rows of <c>votes</c> add to them.</summary>
    public int ImportedUp { get; private set; }
    public int ImportedDown { get; private set; }
    public int Up { get; private set; }
    public int Down { get; private set; }

    /// <summary>Up less down; stored for the index of "most voted".</summary>
    public int Score { get; private set; }

    /// <summary>The discussion's version that it came with, and that of its last change: what a live reader has not heard of yet.</summary>
    public long CreatedVersion { get; private set; }
    public long ChangedVersion { get; private set; }

    /// <summary>The discussion's version with which its words were changed last; 0: never since it was posted.</summary>
    public long EditedVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? EditedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>When its author took the text of a removed comment back: its place and the decision stay. Null: not.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Removed by a decision of the house, and what readers are told of it in its place; null: not.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }
    public Removal? Removal { get; private set; }

    /// <summary>Recommended by an editor; null: not. It takes no place by that.</summary>
    public DateTimeOffset? FeaturedAt { get; private set; }

    /// <summary>Put above all orders by an editor; null: not.</summary>
    public DateTimeOffset? PinnedAt { get; private set; }

    /// <summary>The imported copy ended before the comment did.</summary>
    public bool CutOff { get; private set; }

    public string? Source { get; private set; }
    public string? SourceId { get; private set; }

    /// <summary>The import that brought it along, by which it can be taken away again; null: it was written here, or is kept.</summary>
    public int? ImportNumber { get; private set; }

    /// <summary>
    /// Shown at all: a withdrawn comment only as a place-holder for its replies, a removed one always, since
    /// what the house does is not hidden.
    /// </summary>
    public bool IsShown => WithdrawnAt is null || ReplyCount > 0;

    /// <summary>Waits for a moderator before others read it; to everybody but those who decide it is like removed, for a while.</summary>
    public bool IsHeld => WithdrawnAt is null && Removal?.HeldUntil is not null;

    /// <summary>Removed by a decision, and its text is still kept, for its author and whoever looks at an appeal.</summary>
    public bool IsRemoved => WithdrawnAt is null && RemovedAt is not null && !IsHeld;

    /// <summary>Neither withdrawn nor removed.</summary>
    public bool IsPublished => WithdrawnAt is null && RemovedAt is null;

    /// <param name="below">Null for a comment of the top level.</param>
    public static Comment Post(
        Discussion discussion, Below? below, Reader author, WrittenText text, DateTimeOffset at, Guid? passage = null, byte[]? form = null)
    {
        var comment = Make(discussion, below, author.Id, text, at, passage, text.Hash);
        comment.Form = form;
        return comment;
    }

    private static Comment Make(
        Discussion discussion, Below? below, Guid author, WrittenText text, DateTimeOffset at, Guid? passage, long hash) => new()
    {
        PassageId = below?.PassageId ?? passage, CreatedVersion = discussion.Version, ChangedVersion = discussion.Version,
        SiteId = discussion.SiteId, Id = Clock.NewId(at), DiscussionId = discussion.Id, ParentId = below?.ParentId,
        AuthorId = author, Depth = below is null ? 0 : below.Depth, Ordinal = below?.Ordinal ?? 0,
        Text = text.Text, Format = text.Format, TextHash = hash, Words = text.Words, CreatedAt = at,
    };

    public static Comment Import(Discussion discussion, Comment? parent, Reader author, ImportedText what) =>
        Import(discussion, parent?.MakeRoom(), author.Id, what);

    /// <summary>Likewise at a place that the caller has taken.</summary>
    public static Comment Import(Discussion discussion, Below? below, Guid author, ImportedText what)
    {
        var comment = Make(
            discussion, below, author, what.Text, what.WrittenAt, passage: null, what.WrittenAt > what.ComparedSince ? what.Text.Hash : 0);
        comment.ImportNumber = what.Import;
        comment.EditedAt = what.EditedAt;
        comment.CutOff = what.CutOff;
        comment.Source = what.Source;
        comment.SourceId = what.SourceId;
        comment.ImportedUp = comment.Up = what.Up;
        comment.ImportedDown = comment.Down = what.Down;
        comment.Score = what.Up - what.Down;
        return comment;
    }

    /// <summary>Changes the words and hands back what they were, for the history.</summary>
    public CommentRevision Edit(WrittenText text, int number, long version, DateTimeOffset at, byte[]? form = null)
    {
        Form = form;
        EditedVersion = version;
        var before = CommentRevision.Of(this, number, EditedAt ?? CreatedAt);
        (Text, TextHash, Words) = (text.Text, text.Hash, text.Words);
        Format = TextFormat.Markdown;
        EditedAt = at;
        return before;
    }

    public void Withdraw(DateTimeOffset at)
    {
        WithdrawnAt ??= at;
        Empty();
        // What was held waits for nobody any more.
        (RemovedAt, Removal) = (null, null);
    }

    /// <summary>Of a removed comment the words alone: that it was removed, and why, stays told.</summary>
    public void Erase(DateTimeOffset at)
    {
        ErasedAt ??= at;
        Empty();
    }

    // It can't be undone, so nothing is kept: who takes back their words has taken them back.
    private void Empty()
    {
        (Text, Words, TextHash, EditedAt, Form) = ("", "", 0, null, null);
        FeaturedAt = PinnedAt = null;
    }

    /// <summary>What was chosen by editors stays noted, for the day on which an appeal brings the comment back.</summary>
    public void Remove(Removal removal, DateTimeOffset at)
    {
        (RemovedAt, Removal) = (at, removal);
        Words = "";
    }

    /// <summary>As if it had never been gone; but what its author has taken back meanwhile is withdrawn.</summary>
    public void Restore()
    {
        (RemovedAt, Removal) = (null, null);
        if (ErasedAt is { } at) WithdrawnAt = at;
        else Words = WrittenText.WordsOf(Text, Format);
    }

    public void Feature(DateTimeOffset? at) => FeaturedAt = at;

    public void Pin(DateTimeOffset? at) => PinnedAt = at;

    /// <summary>Called with every change that live readers shall hear of.</summary>
    public void ChangedWith(long version) => ChangedVersion = version;

    /// <param name="up">Rows of <c>votes</c>; what an import counted comes on top.</param>
    /// <param name="down">Likewise.</param>
    public void Recount(int up, int down)
    {
        Up = ImportedUp + up;
        Down = ImportedDown + down;
        Score = Up - Down;
    }

    public void ReplyGone() => ReplyCount--;

    /// <summary>
    /// The import that brought it along is taken back, and something of a reader's hangs by it: what is left is the place of somebody.
    /// </summary>
    public void GoWithImport(Guid nobody, DateTimeOffset at)
    {
        // What the house did stays told, with its rule and its decision.
        if (IsRemoved) Erase(at);
        else Withdraw(at);
        AuthorId = nobody;
        (Source, SourceId, ImportNumber) = (null, null, null);
        (Up, Down) = (Up - ImportedUp, Down - ImportedDown);
        (ImportedUp, ImportedDown, Score) = (0, 0, Up - Down);
    }

    /// <summary>Called with the discussion locked, so that no two replies get one ordinal.</summary>
    public Below MakeRoom()
    {
        ReplyCount++;
        return new(Id, AuthorId, PassageId, Depth + 1, ++RepliesEver, WithdrawnAt ?? RemovedAt);
    }

    /// <summary>The ordinal up to which its first replies go.</summary>
    public int OrdinalOf(int reply) => AnswersEver >= reply ? FirstAnswer + reply - 1 : reply - AnswersEver;
}

/// <summary>A place below a comment, taken.</summary>
/// <param name="Depth">Of what is put there.</param>
/// <param name="GoneAt">When the comment above was withdrawn or removed; nothing is put below it then.</param>
public sealed record Below(Guid ParentId, Guid AuthorId, Guid? PassageId, int Depth, int Ordinal, DateTimeOffset? GoneAt);

/// <summary>What everybody is told in the place of a comment that was removed.</summary>
/// <param name="Number">Of the decision, in the public log.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Title">Of the rule, as worded then.</param>
/// <param name="Reason">What a comment does that breaks it.</param>
public sealed record Removal(Guid DecisionId, long Number, string Rule, string Title, string Reason, bool Automated)
{
    /// <summary>Not removed but held: until then a moderator looks at it. Null: removed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? HeldUntil { get; init; }
}

/// <summary>What an import knows of a comment beyond its author and its place.</summary>
public sealed record ImportedText(string Source, string SourceId, WrittenText Text, DateTimeOffset WrittenAt,
    bool CutOff = false, int Up = 0, int Down = 0)
{
    /// <summary>Its number; null for what nobody takes away by one.</summary>
    public int? Import { get; init; }
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>What was said before it is never compared with what is said now.</summary>
    public DateTimeOffset ComparedSince { get; init; }

    /// <param name="now">Of an import. Whoever posts is compared with a day; the rest is for clocks.</param>
    public static DateTimeOffset NothingBefore(DateTimeOffset now) => now.AddDays(-2);
}

/// <summary>The words of a comment before an edit.</summary>
public sealed class CommentRevision
{
    private CommentRevision() { }

    public int SiteId { get; private set; }
    public Guid CommentId { get; private set; }
    public int Number { get; private set; }
    public string Text { get; private set; } = "";
    public TextFormat Format { get; private set; }
    public DateTimeOffset WrittenAt { get; private set; }

    public static CommentRevision Of(Comment comment, int number, DateTimeOffset writtenAt) => new()
    {
        SiteId = comment.SiteId, CommentId = comment.Id, Number = number,
        Text = comment.Text, Format = comment.Format, WrittenAt = writtenAt,
    };
}
