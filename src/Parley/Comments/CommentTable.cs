using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Discussions;
using Parley.Readers;
using Parley.Web;

namespace Parley.Comments;

public static class CommentTable
{
    public static void MapComments(this ModelBuilder model)
    {
        model.Entity<Comment>(comment =>
        {
            comment.ToTable("comments");
            comment.HasKey(x => new { x.SiteId, x.Id });
            comment.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
            comment.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.ParentId });
            comment.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.AuthorId });
            // One index per sort order of the top level; replies have one order. That the parent is a column of theirs, null as it is,
            // makes SQLite prefer them to the index of all levels.
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.ParentId, x.CreatedAt, x.Id }).HasFilter("\"ParentId\" IS NULL");
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.ParentId, x.Score, x.CreatedAt, x.Id })
                .IsDescending(false, false, false, true, false, false).HasFilter("\"ParentId\" IS NULL");
            comment.HasIndex(x => new { x.SiteId, x.ParentId, x.Ordinal }).IsUnique()
                .HasFilter("\"ParentId\" IS NOT NULL");
            // The latest of all levels, for its feed and for what is new to a reader.
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.CreatedAt, x.Id });
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.ChangedVersion });
            comment.HasOne<Passage>().WithMany().HasForeignKey(x => new { x.SiteId, x.PassageId });
            comment.HasIndex(x => new { x.SiteId, x.PassageId }).HasFilter("\"PassageId\" IS NOT NULL");
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.FeaturedAt }).HasFilter("\"FeaturedAt\" IS NOT NULL");
            comment.HasIndex(x => new { x.SiteId, x.FeaturedAt }).HasFilter("\"FeaturedAt\" IS NOT NULL");
            comment.HasIndex(x => new { x.SiteId, x.DiscussionId, x.PinnedAt }).HasFilter("\"PinnedAt\" IS NOT NULL");
            comment.HasIndex(x => new { x.SiteId, x.AuthorId, x.CreatedAt });
            comment.HasIndex(x => new { x.SiteId, x.TextHash, x.CreatedAt }).HasFilter("\"TextHash\" <> 0");
            // A row of nulls for everybody who wrote here would be dear.
            comment.HasIndex(x => new { x.SiteId, x.Source, x.SourceId }).IsUnique().HasFilter("\"Source\" IS NOT NULL");
            comment.HasIndex(x => new { x.SiteId, x.ImportNumber, x.DiscussionId }).HasFilter("\"ImportNumber\" IS NOT NULL");
            comment.Property(x => x.Removal)
                .HasConversion(x => Stored(x!), x => JsonSerializer.Deserialize<Removal>(x, Json.Plain)!);
            comment.Ignore(x => x.IsShown);
            comment.Ignore(x => x.IsPublished);
            comment.Ignore(x => x.IsHeld);
            comment.Ignore(x => x.IsRemoved);
        });
        model.Entity<CommentRevision>(revision =>
        {
            revision.ToTable("comment_revisions");
            revision.HasKey(x => new { x.SiteId, x.CommentId, x.Number });
            revision.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
        });
    }

    internal static string Stored(Removal removal) => JsonSerializer.Serialize(removal, Json.Plain);

    public static IQueryable<Comment> In(this IQueryable<Comment> comments, Discussion discussion) =>
        comments.Where(x => x.SiteId == discussion.SiteId && x.DiscussionId == discussion.Id);

    /// <summary>Everything a reader may see, place-holders included.</summary>
    public static IQueryable<Comment> Shown(this IQueryable<Comment> comments) =>
        comments.Where(x => x.WithdrawnAt == null || x.ReplyCount > 0);

    /// <summary>What still speaks: shown and not a place-holder.</summary>
    public static IQueryable<Comment> Published(this IQueryable<Comment> comments) =>
        comments.Where(x => x.WithdrawnAt == null && x.RemovedAt == null);
}
