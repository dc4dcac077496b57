using System.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
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

    /// <summary>What is younger is new to the reader who looks now. The same before and after this look is noted.</summary>
    public DateTimeOffset? NewSince(DateTimeOffset now) => now - SeenAt > Quiet ? SeenAt : BeforeAt;
}

public static class VisitStatements
{
    // A page that nobody has commented on has nothing that could be new. A clock that was set back must not make old comments new.
    private static readonly Statement Upsert = new("""
        INSERT INTO visits ("SiteId", "ReaderId", "DiscussionId", "SeenAt")
        SELECT d."SiteId", r."Id", d."Id", @now FROM discussions d, readers r
        WHERE d."SiteId" = @site AND d."Id" = @discussion AND r."SiteId" = @site AND r."Id" = @reader
        ON CONFLICT ("SiteId", "ReaderId", "DiscussionId") DO UPDATE SET
          "BeforeAt" = CASE WHEN visits."SeenAt" < @quiet THEN visits."SeenAt" ELSE visits."BeforeAt" END,
          "SeenAt" = CASE WHEN visits."SeenAt" < @now THEN @now ELSE visits."SeenAt" END
        """, ("reader", DbType.Guid), ("now", DbType.DateTime), ("site", DbType.Int32), ("discussion", DbType.Guid),
        ("quiet", DbType.DateTime));

    /// <summary>A sign of life. After <see cref="Visit.Quiet"/> without one a new visit begins.</summary>
    /// <returns>Rows: 1, or 0 where there is no such discussion or the reader has left.</returns>
    public static int Note(this Statements statements, Look look, DateTimeOffset now) =>
        statements.Count(Upsert, look.ReaderId, now, look.SiteId, look.DiscussionId, now - Visit.Quiet);
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
        api.MapPut("/discussions/{id}/visit", Put).LimitNetwork(Limits.NetworkVotes)
            .WithSummary("Notes that the reader is here now, for what is new at the next visit");
    }

    private static async Task<Results<NoContent, Refused>> Put(
        Guid id, HttpContext http, Identity identity, Visits visits, TimeProvider clock, CancellationToken ct)
    {
        // A stranger's browser remembers by itself; nobody is made known for having read.
        if (await identity.Who(http) is not { } reader) return TypedResults.NoContent();
        await visits.Note(new Look(reader.SiteId, reader.Id, id), clock.Now(), ct);
        return TypedResults.NoContent();
    }
}
