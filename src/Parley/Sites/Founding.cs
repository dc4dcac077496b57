using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>The first start: an empty database becomes a site with texts of its own.</summary>
public static class Founding
{
    public static async Task Found(this Database db, IConfiguration settings, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Sites.AnyAsync(ct)) return;
        await using var writing = await db.BeginWrite(ct);
        if (await db.Sites.AnyAsync(ct)) return;
        var now = clock.Now();
        var site = Site.Found(
            settings["Parley:SiteName"] ?? "Parley", now, settings["Parley:Origin"] ?? "", settings["Parley:TimeZone"] ?? "UTC");
        db.Sites.Add(site);
        await db.SaveChangesAsync(ct);
        foreach (var kind in Enum.GetValues<SiteTextKind>())
            db.SiteTexts.Add(SiteText.Write(site.Id, kind, 1, Default(kind), now));
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
    }

    public static string Default(SiteTextKind kind)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"site/{kind.ToString().ToLowerInvariant()}.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
