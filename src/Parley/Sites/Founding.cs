using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>The first start makes of an empty database a site with texts of its own; every start takes over its settings.</summary>
public static class Founding
{
    private static readonly ConcurrentDictionary<(SiteTextKind, string), string?> Defaults = new();

    public static async Task Found(this Database db, IConfiguration settings, Words language, TimeProvider clock, CancellationToken ct)
    {
        var zone = settings["Parley:TimeZone"];
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new SetupException($"Parley__TimeZone: \"{zone}\" is not a time zone like Europe/Berlin.");

        await using var writing = await db.BeginWrite(ct);
        // Two that start at once on an empty database found one site: the second finds what the first has made.
        await db.TakeTurn(Guid.Empty, ct);
        var site = await db.Sites.OrderBy(x => x.Id).FirstOrDefaultAsync(ct);
        if (site is null)
        {
            site = Site.Found("Parley", clock.Now());
            db.Sites.Add(site);
            await db.SaveChangesAsync(ct);
        }
        await WriteTexts(db, site, language, clock, ct);
        site.Describe(settings["Parley:SiteName"], settings["Parley:Origin"]?.TrimEnd('/'), zone);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
    }

    // A site that has changed nothing speaks its own language from the first day, and the new one when that is changed.
    private static async Task WriteTexts(Database db, Site site, Words language, TimeProvider clock, CancellationToken ct)
    {
        var inForce = await db.SiteTexts.AsNoTracking().InForce(site.Id).ToDictionaryAsync(x => x.Kind, ct);
        foreach (var kind in Enum.GetValues<SiteTextKind>())
        {
            var before = inForce.GetValueOrDefault(kind);
            if (Default(kind, language.Tag) is not { } text) continue;
            // The same rules in another language are no new version: people are judged by it. They are shown in the site's (InLanguage).
            if (before is not null && (kind == SiteTextKind.Rules || before.Markdown == text
                || !Words.Languages.Any(known => Default(kind, known) == before.Markdown))) continue;
            db.SiteTexts.Add(SiteText.Write(site.Id, kind, (before?.Version ?? 0) + 1, text, clock.Now()));
        }
    }

    /// <summary>A text that Parley brought along, as it is worded in another language; every other as it is.</summary>
    public static string InLanguage(SiteTextKind kind, string text, string language) =>
        Words.Languages.Any(known => Default(kind, known) == text) ? Default(kind, language)! : text;

    /// <summary>In English where the language has none of its own; null where the product's own words stand in the page.</summary>
    public static string? Default(SiteTextKind kind, string language) =>
        Defaults.GetOrAdd((kind, language.Split('-')[0].ToLowerInvariant()), Read);

    private static string? Read((SiteTextKind Kind, string Language) asked)
    {
        var (program, name) = (Assembly.GetExecutingAssembly(), asked.Kind.FileName());
        using var stream = program.GetManifestResourceStream($"site/{asked.Language}/{name}")
            ?? program.GetManifestResourceStream($"site/{name}");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
