using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Articles;

/// <summary>How often an article was shared, by network: what an import brought and what was clicked here.</summary>
public static class ShareTally
{
    public static async Task<IReadOnlyDictionary<string, int>> SharesOf(this Database db, Article article, CancellationToken ct)
    {
        var imported = await db.ShareCounts.Where(x => x.SiteId == article.SiteId && x.ArticleId == article.Id)
            .Select(x => new { x.Network, x.Count }).ToListAsync(ct);
        var clicked = await db.ShareClicks.Where(x => x.SiteId == article.SiteId && x.ArticleId == article.Id)
            .GroupBy(x => x.Network).Select(x => new { Network = x.Key, Count = x.Count() }).ToListAsync(ct);
        return imported.Concat(clicked).GroupBy(x => x.Network).ToDictionary(x => x.Key, x => x.Sum(y => y.Count));
    }

    /// <summary>Counts a click unless this person has clicked it today.</summary>
    public static async Task<bool> CountShare(
        this Database db, Article article, string network, DateOnly day, string person, CancellationToken ct)
    {
        if (await db.ShareClicks.AnyAsync(x =>
                x.SiteId == article.SiteId && x.ArticleId == article.Id && x.Network == network && x.Day == day && x.Person == person, ct))
            return false;
        db.ShareClicks.Add(ShareClick.On(article, network, day, person));
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>
    /// Someone for one day: a reader with a name, else their network, sealed with a key of the site and the day, so that
    /// nobody can be followed or named by it.
    /// </summary>
    public static string Person(byte[] siteKey, DateOnly day, string who) => Convert.ToHexStringLower(HMACSHA256.HashData(
        siteKey, Encoding.UTF8.GetBytes(day.ToString("O", CultureInfo.InvariantCulture) + "\n" + who)).AsSpan(0, 12));
}
