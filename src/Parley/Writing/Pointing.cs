using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

/// <summary>The passage that a comment on its way in speaks of: in an article here, or in the story on another site's page.</summary>
public sealed class Pointing(Database db, CurrentSite site, HostStories stories)
{
    private static readonly Refusal NoStory = new(422, "passage-without-story", "There is no story here whose words could be pointed at.");

    /// <summary>The same comment with what stands around it, where it points into another site's page; else as it is.</summary>
    public async Task<Outcome<Draft>> Read(Draft draft, CancellationToken ct)
    {
        if (draft.Quote is not { } quote || await AddressAround(draft, ct) is not { } address) return draft;
        return (await stories.At(address, quote, ct)).Refused(out var refusal, out var story) ? refusal : draft with { Around = story };
    }

    /// <summary>The passage, if somebody has spoken of it before. Nobody is asked for it: what isn't known is new.</summary>
    public async Task<Guid?> Known(Draft draft, TextQuote quote, CancellationToken ct)
    {
        var article = await (from known in db.Discussions.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id == draft.DiscussionId)
                             join told in db.Articles.AsNoTracking()
                                 on new { known.SiteId, Id = known.ArticleId } equals new { told.SiteId, Id = (Guid?)told.Id }
                             select told).FirstOrDefaultAsync(ct);
        var story = article is not null ? PointedStory.Of(article)
            : await AddressAround(draft, ct) is { } address && stories.Known(address) is { } text
                ? PointedStory.Around(site.Id, draft.DiscussionId, text) : null;
        return story is null ? null : (await db.KnownPassage(story, quote, ct))?.Id;
    }

    /// <summary>Called with the discussion locked. What was said of an earlier version of another site's story follows its words.</summary>
    public async Task<Outcome<Passage>> PassageOf(Discussion discussion, Draft draft, DateTimeOffset now)
    {
        if (discussion.ArticleId is { } id)
        {
            var article = await db.Articles.FirstAsync(x => x.SiteId == site.Id && x.Id == id);
            return await db.PassageOf(PointedStory.Of(article), draft.Quote!, now, CancellationToken.None);
        }
        if (draft.Around is null) return NoStory;
        var story = PointedStory.Around(site.Id, discussion.Id, draft.Around);
        if (stories.IsNew(draft.Around)) await db.Reanchor(story, CancellationToken.None);
        return await db.PassageOf(story, draft.Quote!, now, CancellationToken.None);
    }

    /// <summary>Called when what was changed is kept.</summary>
    public void Done(Draft draft)
    {
        if (draft.Around is { } story) stories.Followed(story);
    }

    // Null for an article's, and for a page that nobody was told an id of.
    private async Task<string?> AddressAround(Draft draft, CancellationToken ct)
    {
        var begun = await db.Discussions.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id == draft.DiscussionId)
            .Select(x => new { x.ArticleId, x.Url }).FirstOrDefaultAsync(ct);
        if (begun is not null) return begun.ArticleId is null ? begun.Url : null;
        return draft.Address ?? await db.AnnouncedAddresses.Where(x => x.SiteId == site.Id && x.Id == draft.DiscussionId)
            .Select(x => x.Address).FirstOrDefaultAsync(ct);
    }
}
