using System.Net;
using Microsoft.AspNetCore.Components;
using Parley.Comments;
using Parley.Web;

namespace Parley.Pages;

/// <summary>
/// The replies to a comment as a page shows them: the first few, and the rest folded under how many they are and of whom.
/// </summary>
public sealed class Branch
{
    /// <summary>Three answers say what there is to say about a comment; more of them bury the next one.</summary>
    public const int Few = 3;

    /// <summary>As many in a fold at least: for a single comment it would take the room that it saves.</summary>
    private const int FewestFolded = 2;

    /// <summary>From this level on a conversation is one of a few: it opens for those who want to follow it.</summary>
    private const int Deep = CommentView.MostIndent;

    private const int NamesInSummary = 3;

    // Takes the place of names in a sentence that is otherwise text.
    private const string Names = "\uE000";

    private readonly ShownComment comment;

    private Branch(ShownComment comment, int few, bool isOpen)
    {
        this.comment = comment;
        IsOpen = isOpen;
        First = few < comment.Replies.Count ? [.. comment.Replies.Take(few)] : comment.Replies;
        Rest = few < comment.Replies.Count ? [.. comment.Replies.Skip(few)] : [];
    }

    public IReadOnlyList<ShownComment> First { get; }
    public IReadOnlyList<ShownComment> Rest { get; }
    public bool IsOpen { get; }

    /// <param name="level">Of the comment, from 1.</param>
    /// <param name="whole">Nothing is folded.</param>
    public static Branch Of(ShownComment comment, int level, bool whole)
    {
        if (whole) return new(comment, int.MaxValue, true);
        var folded = Count(comment.Replies.Skip(Few)) + comment.MoreReplies;
        return new(comment, comment.Replies.Count > Few && folded >= FewestFolded ? Few : int.MaxValue,
            level < Deep || Count(comment.Replies) + comment.MoreReplies <= FewestFolded);
    }

    public MarkupString Says(Words t) => Says(t, comment.Replies,
        count => t.Count(count, "{0} reply by {1}", "{0} replies by {1}", Names), count => t.Count(count, "{0} reply", "{0} replies"));

    public MarkupString SaysRest(Words t) => Says(t, Rest,
        count => t.Count(count, "{0} more reply by {1}", "{0} more replies by {1}", Names),
        count => t.Count(count, "{0} more reply", "{0} more replies"));

    private MarkupString Says(Words t, IReadOnlyList<ShownComment> replies, Func<int, string> named, Func<int, string> plain)
    {
        var (count, authors) = (Count(replies) + comment.MoreReplies,
            People(replies).Select(x => x.Author).DistinctBy(x => x.Id).Take(NamesInSummary + 1).ToList());
        // What is gone has no author.
        if (authors.Count == 0) return new(WebUtility.HtmlEncode(plain(count)));
        var names = string.Join(t.Comma + " ",
            authors.Take(NamesInSummary).Select(author => $"<bdi>{WebUtility.HtmlEncode(author.Name)}</bdi>"));
        // Those who aren't on this page may be others.
        if (authors.Count > NamesInSummary || comment.MoreReplies > 0 || HasMore(replies)) names += "\u00a0…";
        return new(WebUtility.HtmlEncode(named(count)).Replace(Names, names, StringComparison.Ordinal));
    }

    private static bool HasMore(IReadOnlyList<ShownComment> replies) =>
        replies.Any(reply => reply.MoreReplies > 0 || HasMore(reply.Replies));

    // In the order in which they are read.
    private static IEnumerable<ShownComment> People(IEnumerable<ShownComment> replies) =>
        replies.SelectMany(reply => People(reply.Replies).Prepend(reply)).Where(x => x.IsPublished());

    /// <summary>With those below them, as far as they are known here.</summary>
    private static int Count(IEnumerable<ShownComment> replies) => replies.Sum(reply => 1 + reply.MoreReplies + Count(reply.Replies));
}
