using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Reputation;

/// <summary>
/// A badge that an import brought along, in the order of <see cref="Position"/>. Those earned here are read
/// from the <see cref="Standing"/>.
/// </summary>
public sealed class Badge
{
    private Badge() { }

    public int SiteId { get; private set; }
    public Guid ReaderId { get; private set; }
    public int Position { get; private set; }
    public string Name { get; private set; } = "";

    public static Badge Award(Reader reader, int position, string name) =>
        new() { SiteId = reader.SiteId, ReaderId = reader.Id, Position = position, Name = name };
}

public static class BadgeTable
{
    public static void MapBadges(this ModelBuilder model) => model.Entity<Badge>(badge =>
    {
        badge.ToTable("badges");
        badge.HasKey(x => new { x.SiteId, x.ReaderId, x.Position });
        badge.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
    });
}
