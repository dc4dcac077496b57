using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Moderation;

public static class LogTable
{
    public static void MapLog(this ModelBuilder model)
    {
        model.Entity<LogHead>(head =>
        {
            head.ToTable("log_heads");
            head.HasKey(x => x.SiteId);
            head.Property(x => x.SiteId).ValueGeneratedNever();
            head.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
        model.Entity<LogEntry>(entry =>
        {
            entry.ToTable("log_entries");
            entry.HasKey(x => new { x.SiteId, x.Index });
            entry.HasOne<LogHead>().WithMany().HasForeignKey(x => x.SiteId);
            entry.HasIndex(x => new { x.SiteId, x.DecisionId });
            entry.HasIndex(x => new { x.SiteId, x.At });
        });
        model.Entity<LogSalt>(salt =>
        {
            salt.ToTable("log_salts");
            salt.HasKey(x => new { x.SiteId, x.EntryIndex });
            salt.HasOne<LogEntry>().WithMany().HasForeignKey(x => new { x.SiteId, x.EntryIndex });
            salt.HasIndex(x => new { x.SiteId, x.DecisionId });
        });
        model.Entity<LogTile>(tile =>
        {
            tile.ToTable("log_tiles");
            tile.HasKey(x => new { x.SiteId, x.Level, x.Index });
            tile.HasOne<LogHead>().WithMany().HasForeignKey(x => x.SiteId);
        });
        model.Entity<LogCheckpoint>(checkpoint =>
        {
            checkpoint.ToTable("log_checkpoints");
            checkpoint.HasKey(x => new { x.SiteId, x.Size });
            checkpoint.HasOne<LogHead>().WithMany().HasForeignKey(x => x.SiteId);
        });
    }

    /// <summary>In no order: asked for one, SQLite reads all entries in it.</summary>
    public static IQueryable<LogEntry> About(this IQueryable<LogEntry> entries, int siteId, Guid decision) =>
        entries.Where(x => x.SiteId == siteId && x.DecisionId == decision);
}
