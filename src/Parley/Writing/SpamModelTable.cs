using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Sites;

namespace Parley.Writing;

/// <summary>The site's own model, as its last lesson left it.</summary>
public sealed class SpamModelRow
{
    private SpamModelRow() { }

    public int SiteId { get; private set; }

    /// <summary>As <see cref="SiteSpamModel.Write"/> has it.</summary>
    public byte[] Model { get; private set; } = [];
    public DateTimeOffset ChangedAt { get; private set; }
}

public static class SpamModelTable
{
    public static void MapSpamModels(this ModelBuilder model) => model.Entity<SpamModelRow>(row =>
    {
        row.ToTable("spam_models");
        row.HasKey(x => x.SiteId);
        row.Property(x => x.SiteId).ValueGeneratedNever();
        row.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });
}
