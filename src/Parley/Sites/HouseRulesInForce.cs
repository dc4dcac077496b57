using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Sites;

/// <summary>
/// The rules that this site has put in force, read once per version; and those of earlier versions, by which somebody was judged.
/// </summary>
public sealed class HouseRulesInForce(CurrentSite site)
{
    private readonly ConcurrentDictionary<int, RuleBook> written = new();
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
