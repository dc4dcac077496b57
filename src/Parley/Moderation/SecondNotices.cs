using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// Whoever gave a notice that was rejected can ask once, free of charge and for six months, that another moderator looks (Digital Services
/// Act, Art. 20). It is a notice of its own, with its own receipt and its own answer.
/// </summary>
public sealed class SecondNotices(Database db, CurrentSite site, Change change)
{
    private static readonly Refusal NotYet = new(409, "not-decided", "Nobody has decided about this notice yet.");
    private static readonly Refusal Followed = new(409, "notice-followed", "The comment was removed, as this notice asked.");
    private static readonly Refusal Before = new(409, "asked-already",
        "Another moderator has been asked already; a notice is looked at again once.");
    private static readonly Refusal Gone = new(409, "gone", "This comment is no longer shown, so there is nothing to decide.");
    private static readonly Refusal TooLate = new(403, "appeal-too-late",
        "An appeal is possible for {0} months after the decision.") { Args = [Decision.MonthsToAppeal] };
    private static readonly Refusal NoText = new(422, "text-missing", "Say why the decision is wrong: another moderator reads it.");
    private static readonly Refusal LongText = new(422, "text-too-long",
        "This text has at most {0} characters.") { Args = [Notices.LongestReasons] };

    public async Task<Outcome<GivenNotice>> Ask(Guid id, string? receipt, string? raw, CancellationToken ct)
    {
        // Load and judge
        var first = await db.Notices.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        if (first is null || !first.IsOpenedBy(receipt)) return Problems.NotFound;
        var text = CleanText.Storable((raw ?? "").ReplaceLineEndings("\n")).Trim();
        if (Markup.VisibleLength(text) == 0) return NoText;
        if (text.Length > Notices.LongestReasons) return LongText;
        var discussion = await db.Comments.Where(x => x.SiteId == site.Id && x.Id == first.CommentId).Select(x => x.DiscussionId)
            .FirstAsync(ct);

        // Change: nothing that is shown
        return await change.Of<GivenNotice>(discussion, async at =>
        {
            var answer = await db.Notices.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id == id)
                .Select(x => new { x.DecisionId, x.AnsweredAt }).SingleAsync();
            if (answer.DecisionId is not { } decided) return answer.AnsweredAt is null ? NotYet : Gone;
            var decision = await db.Decisions.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == decided);
            if (decision.Kind != DecisionKind.Kept) return Followed;
            if (first.AgainstId is not null || await db.Notices.AnyAsync(x => x.SiteId == site.Id && x.AgainstId == id)) return Before;
            if (at > decision.AppealableUntil) return TooLate;
            var comment = await db.Comments.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == first.CommentId);
            if (!comment.IsPublished) return Gone;
            var (notice, own) = Notice.Again(first, text, at);
            db.Notices.Add(notice);
            if (await db.Cases.OpenOn(comment).FirstOrDefaultAsync(x => x.Kind == CaseKind.Notice) is { } open) open.Again();
            else db.Cases.Add(Case.Of(notice, at));
            return new GivenNotice(notice.Id, own);
        }, _ => null, ct);
    }
}
