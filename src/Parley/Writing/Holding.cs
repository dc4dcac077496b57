using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Writing;

/// <summary>
/// Makes the decision to hold a comment, in the transaction that stores or changes it; those who decide are further to the right.
/// </summary>
/// <param name="wave">The wave that it joins; null where it is held for another reason.</param>
public delegate Task<Removal> HoldComment(Guid comment, HoldReason why, Guid? wave, DateTimeOffset at);

/// <summary>Whether a comment that was just stored or changed waits for a moderator. Posting and editing ask the same.</summary>
public sealed partial class Holding(Database db, CurrentSite site, HoldRules rules, WaveWatch watch, HoldComment hold)
{
    /// <summary>Whether there is anything to judge, since asking is not free.</summary>
    public bool Asks(WaveLook look) => rules.IsOn || look.Wave is not null || look.IsLikeSpam;

    /// <param name="before">The words before an edit.</param>
    /// <returns>What everybody is told in its place; null where it isn't held.</returns>
    public async Task<Removal?> Judge(Comment comment, Reader author, string before, WaveLook look, DateTimeOffset at)
    {
        if (author.IsStaff || author.Kind == ReaderKind.Invited) return null;
        // It may have been published since it was asked for, here or by another node.
        if (look.Wave is { } wave && !watch.WasIn(before, at)
            && !await db.Waves.AnyAsync(x => x.SiteId == site.Id && x.Id == wave && x.ExemptUntil > at))
            return await hold(comment.Id, HoldReason.Wave, wave, at);
        // What stands, perhaps by a moderator's word, waits for no slip that is mended in it.
        if (look.IsLikeSpam && (before.Length == 0 || watch.LeadsFurther(before, comment.Text)))
            return await hold(comment.Id, HoldReason.LikeSpam, null, at);
        return await Why(comment, author, before) is { } why ? await hold(comment.Id, why, null, at) : null;
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
