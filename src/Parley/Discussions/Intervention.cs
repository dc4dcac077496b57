using Microsoft.EntityFrameworkCore;
using Parley.Readers;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>What editors may do to a discussion as a whole.</summary>
public enum InterventionKind
{
    /// <summary>Nothing can be added.</summary>
    Closure,

    /// <summary>One comment of each reader in so many minutes.</summary>
    Slowdown,

    /// <summary>A text of the newsroom above the comments.</summary>
    Announcement,
}

/// <summary>A intervention with its words and its end, kept when it is over: who restricted whom, when and why can be told later.</summary>
public sealed class Intervention
{
    private Intervention() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid DiscussionId { get; private set; }
    public InterventionKind Kind { get; private set; }

    /// <summary>The reason that every reader is told, or the announcement (Markdown).</summary>
    public string Text { get; private set; } = "";

    /// <summary>Of a slowdown: between two comments of one reader.</summary>
    public int? Minutes { get; private set; }

    /// <summary>Null: a program with the site's key.</summary>
    public Guid? EditorId { get; private set; }
    public DateTimeOffset BeganAt { get; private set; }

    /// <summary>Ends by itself then; null: not before somebody ends it.</summary>
    public DateTimeOffset? UntilAt { get; private set; }
    public DateTimeOffset? LiftedAt { get; private set; }
    public Guid? LiftedById { get; private set; }

    public static Intervention Take(Discussion discussion, InterventionKind kind, string text, int? minutes, DateTimeOffset? until,
        Reader? editor, DateTimeOffset at) => new()
    {
        SiteId = discussion.SiteId, Id = Clock.NewId(at), DiscussionId = discussion.Id, Kind = kind, Text = text, Minutes = minutes,
        EditorId = editor?.Id, BeganAt = at, UntilAt = until,
    };

    public void Lift(Reader? editor, DateTimeOffset at) => (LiftedAt, LiftedById) = (at, editor?.Id);
}

public static class InterventionTable
{
    public static void MapInterventions(this ModelBuilder model) => model.Entity<Intervention>(intervention =>
    {
        intervention.ToTable("interventions");
        intervention.HasKey(x => new { x.SiteId, x.Id });
        intervention.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
        intervention.HasIndex(x => new { x.SiteId, x.DiscussionId, x.Kind, x.BeganAt });
        // For the newsroom's desk: what holds on the whole site, and what one of them did.
        intervention.HasIndex(x => new { x.SiteId, x.BeganAt }).HasFilter("\"LiftedAt\" IS NULL");
        intervention.HasIndex(x => new { x.SiteId, x.EditorId, x.BeganAt });
    });

    /// <summary>At most one of each kind: a new one takes the place of the one before.</summary>
    public static IQueryable<Intervention> InForce(
        this IQueryable<Intervention> interventions, int siteId, Guid discussionId, DateTimeOffset now) =>
        interventions.Where(
            x => x.SiteId == siteId && x.DiscussionId == discussionId && x.LiftedAt == null && (x.UntilAt == null || x.UntilAt > now));
}
