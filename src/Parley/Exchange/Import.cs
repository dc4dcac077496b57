using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Exchange;

/// <summary>One run of <c>parley import</c> that brought something, by whose number it can be taken away again.</summary>
public sealed class Import
{
    private Import() { }

    public int SiteId { get; private set; }

    /// <summary>Of a whole site that came by its own export: it is all there is, and isn't taken back.</summary>
    public const int Whole = 0;

    /// <summary>From 1, in the order in which they were begun; or <see cref="Whole"/>.</summary>
    public int Number { get; private set; }
    public string Format { get; private set; } = "";

    /// <summary>Whose export it is: a blog's address, a forum's name. Ids are unique within one and no further.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>SHA-256 of the file, in hexadecimal: by it an import that was broken off is known again, and goes on.</summary>
    public string FileHash { get; private set; } = "";
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>Null: it goes on, or was broken off.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public DateTimeOffset? UndoneAt { get; private set; }

    public int Articles { get; private set; }
    public int Discussions { get; private set; }
    public int Comments { get; private set; }
    public int Held { get; private set; }
    public int Skipped { get; private set; }
    public int Rejected { get; private set; }

    public static Import Begin(int siteId, int number, ImportSource source, DateTimeOffset at) => new()
    {
        SiteId = siteId, Number = number, Format = source.Format, Origin = source.Origin, FileHash = source.FileHash, BegunAt = at,
    };

    /// <summary>What it brought was counted when it was stored; what was left out is known when all is read.</summary>
    public void End(ImportResult result, DateTimeOffset at) => (EndedAt, Skipped, Rejected) = (at, result.Skipped, result.Rejected);

    /// <summary>Of <see cref="Whole"/>, while it goes on: how many lines of it are stored.</summary>
    public void Reach(int lines) => Skipped = lines;

    /// <summary>All of <see cref="Whole"/> is here.</summary>
    public void Arrive(ImportResult all, DateTimeOffset at)
    {
        (Articles, Discussions, Comments, Held) = (all.Articles, all.Discussions, all.Comments, all.Held);
        End(all, at);
    }

    public void Undo(DateTimeOffset at) => UndoneAt = at;
}

/// <param name="Format">As in <c>--format</c>.</param>
/// <param name="Origin">Whose export it is.</param>
public sealed record ImportSource(string Format, string Origin, string FileHash);

public static class ImportTable
{
    public static void MapImports(this ModelBuilder model) => model.Entity<Import>(import =>
    {
        import.ToTable("imports");
        import.HasKey(x => new { x.SiteId, x.Number });
        import.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        import.HasIndex(x => new { x.SiteId, x.FileHash });
        import.HasIndex(x => new { x.SiteId, x.Format, x.Origin });
    });
}
