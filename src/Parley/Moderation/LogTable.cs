using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
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

    private static readonly RowShape Entries = new("log_entries",
        ("SiteId", DbType.Int32), ("Index", DbType.Int64), ("At", DbType.DateTime), ("Action", DbType.String), ("DecisionId", DbType.Guid),
        ("RuleId", DbType.String), ("RuleVersion", DbType.Int32), ("Ground", DbType.String), ("Automated", DbType.Boolean),
        ("Source", DbType.String), ("Waited", DbType.Int64), ("Leaf", DbType.Binary));

    private static readonly RowShape Salts = new("log_salts",
        ("SiteId", DbType.Int32), ("EntryIndex", DbType.Int64), ("DecisionId", DbType.Guid), ("Salt", DbType.Binary));

    /// <summary>Stores entries of what an import brings along; the log is locked.</summary>
    internal static void BringAlong(this Statements statements, IEnumerable<LogEntry> entries, IEnumerable<LogSalt> salts)
    {
        statements.Insert(Entries, entries, x => [
            x.SiteId, x.Index, x.At, x.Action.ToString(), x.DecisionId, x.RuleId, x.RuleVersion, x.Ground?.ToString(), x.Automated,
            x.Source.ToString(), x.Waited, x.Leaf]);
        statements.Insert(Salts, salts, x => [x.SiteId, x.EntryIndex, x.DecisionId, x.Salt]);
    }

    /// <summary>In no order: asked for one, SQLite reads all entries in it.</summary>
    public static IQueryable<LogEntry> About(this IQueryable<LogEntry> entries, int siteId, Guid decision) =>
        entries.Where(x => x.SiteId == siteId && x.DecisionId == decision);
}
