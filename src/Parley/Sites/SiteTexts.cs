using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>Writes the site's own texts. New words are a new version; the same words again are none.</summary>
public sealed class SiteTexts(Database db, CurrentSite site, TimeProvider clock)
{
    public const int LongestText = 50_000;

    private static readonly Refusal TooLong = new(422, "too-long", "A text of the site has at most {0} characters.")
        { Args = [LongestText] };
    private static readonly Refusal LineTooLong = new(422, "too-long", "A line of the site's own has at most {0} characters.")
        { Args = [HouseLine.Longest] };

    private static readonly Refusal TooComplex = new(422, "too-complex",
        "This text has more signs, or lists and quotations nested deeper, than can be shown. Please make it simpler, or several articles.");

    public async Task<Outcome<SiteText>> Write(SiteTextKind kind, string markdown, CancellationToken ct)
    {
        if (markdown.Length > LongestText) return TooLong;
        if (IsLine(kind) && (markdown = HouseLine.Of(markdown)).Length > HouseLine.Longest) return LineTooLong;
        if (kind is not (SiteTextKind.Standing or SiteTextKind.Rules) && !Markup.CanRenderArticle(markdown)) return TooComplex;
        await using var writing = await db.BeginWrite(ct);
        var before = await db.SiteTexts.AsNoTracking().InForce(site.Id).SingleOrDefaultAsync(x => x.Kind == kind, ct);
        if (before?.Markdown == markdown) return before;
        var text = SiteText.Write(site.Id, kind, (before?.Version ?? 0) + 1, markdown, clock.Now());
        db.SiteTexts.Add(text);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        site.Reload();
        return text;
    }

    private static bool IsLine(SiteTextKind kind) => kind is SiteTextKind.Box or SiteTextKind.Prompt or SiteTextKind.Reply;

    /// <summary>All versions, the one in force first.</summary>
    public Task<List<SiteText>> Versions(SiteTextKind kind, CancellationToken ct) =>
        db.SiteTexts.AsNoTracking().Where(x => x.SiteId == site.Id && x.Kind == kind).OrderByDescending(x => x.Version).ToListAsync(ct);
}

public static class SiteTextFiles
{
    /// <summary>What the file of a text is called, here and in a publication's <c>content/site/</c>.</summary>
    public static string FileName(this SiteTextKind kind) =>
        kind.ToString().ToLowerInvariant() + (kind is SiteTextKind.Standing or SiteTextKind.Rules ? ".yaml" : ".md");

    public static bool TryKind(string fileName, out SiteTextKind kind) =>
        Enum.TryParse(Path.GetFileNameWithoutExtension(fileName), ignoreCase: true, out kind) && kind.FileName() == fileName;
}
