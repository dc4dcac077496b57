using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Comments;

/// <summary>
/// Makes the decision to hold a comment, in the transaction that stores or changes it; those who decide are further to the right.
/// </summary>
public delegate Task<Removal> HoldComment(Guid comment, HoldReason why, DateTimeOffset at);

/// <summary>Whether a comment that was just stored or changed waits for a moderator. Posting and editing ask the same.</summary>
public sealed partial class Holding(Database db, CurrentSite site, HoldRules rules, HoldComment hold)
{
    public bool IsOn => rules.IsOn;

    /// <param name="before">The words before an edit.</param>
    /// <returns>What everybody is told in its place; null where it isn't held.</returns>
    public async Task<Removal?> Judge(Comment comment, Reader author, string before, DateTimeOffset at)
    {
        if (author.IsStaff || author.Kind == ReaderKind.Invited || await Why(comment, author, before) is not { } why) return null;
        return await hold(comment.Id, why, at);
    }

    private async Task<HoldReason?> Why(Comment comment, Reader author, string before)
    {
        var others = db.Comments.Published().Where(x => x.SiteId == site.Id && x.AuthorId == author.Id && x.Id != comment.Id);
        if (rules.Authors && !await others.AnyAsync()) return HoldReason.NewAuthor;
        var isLinking = rules.Links && Links(comment.Text).Except(Links(before), StringComparer.OrdinalIgnoreCase).Any();
        if (!isLinking) return null;
        // The database finds what may hold one; what a link is, one expression says.
        await foreach (var text in others.Where(x => x.Text.Contains("://") || x.Text.Contains("ww.") || x.Text.Contains("WW."))
                .Select(x => x.Text).AsAsyncEnumerable())
            if (Links(text).Any()) return null;
        return HoldReason.NewLink;
    }

    private static IEnumerable<string> Links(string text) => Address().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"(?:https?://|www\.)[^\s<>)\]""']+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
