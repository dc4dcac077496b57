using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>
/// The rules that this site has put in force, read once per version; and those of earlier versions, by which somebody was judged.
/// </summary>
public sealed class HouseRulesInForce(CurrentSite site)
{
    private readonly ConcurrentDictionary<int, RuleBook> written = new();
    private readonly ConcurrentDictionary<(int Version, string Language), RuleBook> worded = new();
    private volatile RuleBook? read;

    /// <summary>What is in force, in the language of the site.</summary>
    public RuleBook Current
    {
        get
        {
            var (version, text) = site.InForce(SiteTextKind.Rules);
            if (read is { } known && known.Version == version) return known;
            return read = Read(version, text);
        }
    }

    /// <summary>The same for a page in another language than the site's.</summary>
    public RuleBook In(Words language)
    {
        var (version, text) = site.InForce(SiteTextKind.Rules);
        return language.Tag == site.Words.Tag || Founding.InLanguage(SiteTextKind.Rules, text, language.Tag) is var other && other == text
            ? Current : worded.GetOrAdd((version, language.Tag), _ => Read(version, other));
    }

    /// <summary>A version as it was written down. A decision was made by it, so its words stay, whatever language the site speaks later and
    /// however a newer program words what came along.</summary>
    public async Task<RuleBook> Of(int version, Database db, CancellationToken ct)
    {
        if (written.TryGetValue(version, out var known)) return known;
        var text = await db.SiteTexts.Where(x => x.SiteId == site.Id && x.Kind == SiteTextKind.Rules && x.Version == version)
            .Select(x => x.Markdown).FirstOrDefaultAsync(ct);
        return text is null ? Read(version, "") : written.GetOrAdd(version, Read(version, text));
    }

    // Checked when it was written; a newer program may read it more strictly.
    private static RuleBook Read(int version, string text)
    {
        try
        {
            return new(version, RuleFile.Read(text));
        }
        catch (FormatException)
        {
            return new(version, RuleFile.Default);
        }
    }
}
