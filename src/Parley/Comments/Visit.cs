using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>When a reader was in a discussion last, so that they find what is new to them.</summary>
public sealed class Visit
{
    /// <summary>Whoever comes back sooner never left.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);

    private Visit() { }

    public int SiteId { get; private set; }
    public Guid ReaderId { get; private set; }
    public Guid DiscussionId { get; private set; }

    /// <summary>The end of the visit before this one; null in the first.</summary>
    public DateTimeOffset? BeforeAt { get; private set; }
    public DateTimeOffset SeenAt { get; private set; }

    public static Visit Begin(Reader reader, Guid discussion, DateTimeOffset at) =>
        new() { SiteId = reader.SiteId, ReaderId = reader.Id, DiscussionId = discussion, SeenAt = at };

    /// <summary>What is younger is new to the reader who looks now. The same before and after this look is noted.</summary>
    public DateTimeOffset? NewSince(DateTimeOffset now) => now - SeenAt > Quiet ? SeenAt : BeforeAt;

    public void Note(DateTimeOffset now)
    {
        BeforeAt = NewSince(now);
        // A clock that was set back must not make old comments new.
        if (now > SeenAt) SeenAt = now;
    }
}

public static class VisitTable
{
    public static void MapVisits(this ModelBuilder model) => model.Entity<Visit>(visit =>
    {
        visit.ToTable("visits");
        visit.HasKey(x => new { x.SiteId, x.ReaderId, x.DiscussionId });
        visit.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
        visit.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
    });
}

public static class VisitEndpoints
{
    public static void MapVisits(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments").GuardOrigin();
        api.MapPut("/discussions/{id}/visit", Put).LimitNetwork(Limits.NetworkVotes).WithSummary("Notes that the reader is here now, for what is new at the next visit");
    }

    private static async Task<Results<NoContent, Refused>> Put(string id, HttpContext http, Identity identity, Database db, CurrentSite site, TimeProvider clock, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var discussion)) return Problems.BadId.Refuse();
        // A stranger's browser remembers by itself; nobody is made known for having read.
        if (await identity.Who(http) is not { } reader) return TypedResults.NoContent();
        await using var writing = await db.BeginWrite(ct);
        var visit = await db.Visits.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id && x.DiscussionId == discussion, ct);
        // A page that nobody has commented on has nothing that could be new.
        if (visit is null && !await db.Discussions.AnyAsync(x => x.SiteId == site.Id && x.Id == discussion, ct)) return TypedResults.NoContent();
        if (visit is null) db.Visits.Add(Visit.Begin(reader, discussion, clock.Now()));
        else visit.Note(clock.Now());
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return TypedResults.NoContent();
    }
}
