using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Sites;

/// <summary>The rules that this site has put in force, read once per version; and those of earlier versions, by which somebody was judged.</summary>
public sealed class HouseRulesInForce(CurrentSite site)
{
    private volatile RuleBook? read;

    public RuleBook Current
    {
        get
        {
            var (version, text) = site.InForce(SiteTextKind.Rules);
            if (read is { } known && known.Version == version) return known;
            return read = Read(version, text);
        }
    }

    public async Task<RuleBook> Of(int version, Database db, CancellationToken ct)
    {
        if (Current is { } now && now.Version == version) return now;
        var text = await db.SiteTexts.Where(x => x.SiteId == site.Id && x.Kind == SiteTextKind.Rules && x.Version == version).Select(x => x.Markdown).FirstOrDefaultAsync(ct);
        return Read(version, Founding.InLanguage(SiteTextKind.Rules, text ?? "", site.Words.Tag));
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
