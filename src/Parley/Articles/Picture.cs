using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Articles;

/// <summary>A picture in one of the widths in which it is shown, made here of an editor's file and of nothing else.</summary>
public sealed class Picture
{
    private Picture() { }

    public int SiteId { get; private set; }

    /// <summary>Hash of the editor's file, in hexadecimal: the same file is the same picture.</summary>
    public string Id { get; private set; } = "";
    public int Width { get; private set; }

    /// <summary>JPEG, or WebP for what is partly transparent; without what cameras write into their files.</summary>
    public byte[] Bytes { get; private set; } = [];

    public static Picture Of(int siteId, string id, int width, byte[] bytes) =>
        new() { SiteId = siteId, Id = id, Width = width, Bytes = bytes };
}

public static class PictureTable
{
    private static readonly Statement Find = new("""
        SELECT "Bytes" FROM pictures WHERE "SiteId" = @site AND "Id" = @id AND "Width" = @width
        """, ("site", DbType.Int32), ("id", DbType.String), ("width", DbType.Int32));

    public static void MapPictures(this ModelBuilder model) => model.Entity<Picture>(picture =>
    {
        picture.ToTable("pictures");
        picture.HasKey(x => new { x.SiteId, x.Id, x.Width });
        picture.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });

    public static ValueTask<byte[]?> PictureIn(this Reads reads, int site, string id, int width) =>
        reads.Ask(Find, row => row.GetFieldValue<byte[]>(0), site, id, width);
}
