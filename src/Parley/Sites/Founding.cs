using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>The first start makes of an empty database a site with texts of its own; every start takes over its settings.</summary>
public static class Founding
{
    public static async Task Found(this Database db, IConfiguration settings, TimeProvider clock, CancellationToken ct)
    {
        var zone = settings["Parley:TimeZone"];
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new SetupException($"Parley__TimeZone: \"{zone}\" is not a time zone like Europe/Berlin.");

        await using var writing = await db.BeginWrite(ct);
        var site = await db.Sites.OrderBy(x => x.Id).FirstOrDefaultAsync(ct);
        if (site is null)
        {
            site = Site.Found("Parley", clock.Now());
            db.Sites.Add(site);
            await db.SaveChangesAsync(ct);
            foreach (var kind in Enum.GetValues<SiteTextKind>())
                db.SiteTexts.Add(SiteText.Write(site.Id, kind, 1, Default(kind), clock.Now()));
        }
        site.Describe(settings["Parley:SiteName"], settings["Parley:Origin"]?.TrimEnd('/'), zone);
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
