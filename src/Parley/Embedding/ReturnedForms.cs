using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>What has come back to a reader is told to them, and they say which other names were theirs. All without script.</summary>
public static class ReturnedForms
{
    private static readonly Refusal Unsaid = new(422, "former-name-needed",
        "Choose the names that are yours, or leave them all as they are.");

    /// <summary>On a reader's own page, which shows it.</summary>
    public static void MapReturned(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/account").GuardOrigin().ExcludeFromDescription()
            .MapPost("/returned", Answer).LimitNetwork(Limits.SignIns);

    /// <summary>Beside the discussion in a frame.</summary>
    public static void MapReturned(this RouteGroupBuilder comments)
    {
        var pages = comments.GuardOrigin();
        pages.MapGet("/returned", Show);
        pages.MapPost("/returned", Answer).LimitNetwork(Limits.SignIns);
    }

    private static async Task<IResult> Show(HttpContext http, Desk desk, ReturnedTo returned, PageRenderer pages) =>
        await desk.Find(http) is { } open ? await Page(http, open, desk, returned, pages, null) : Problems.NotFound.AsProblem();

    private static async Task<IResult> Answer(
        HttpContext http, Desk desk, ReturnedTo returned, FormerNames names, PageRenderer pages, CancellationToken ct)
    {
        var open = http.GetRouteValue("page") is null ? null : await desk.Find(http);
        if (open is null && http.GetRouteValue("page") is not null) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        if (await desk.Identity.Who(http) is not { Kind: ReaderKind.Account } who) return FormerNames.Unproved.AsProblem();

        if (form["answer"] == "none")
        {
            await names.Read(who, ct);
            return Results.LocalRedirect(open is null ? "~/account" : $"~{open.Place.Path}#discussion");
        }
        if (await Claimed() is { } refusal)
            return open is null ? refusal.AsProblem() : await Page(http, open, desk, returned, pages, refusal);
        return Results.LocalRedirect(open is null ? "~/account" : $"~{open.Place.Path}/comments/returned");

        // What was not said is no consent, and one that is none of theirs spoils the others.
        async Task<Refusal?> Claimed()
        {
            var chosen = new HashSet<Guid>();
            foreach (var text in form["who"])
                if (!Guid.TryParseExact(text, "D", out var id)) return Unsaid;
                else chosen.Add(id);
            if (form["answer"] != "mine" || chosen.Count == 0) return Unsaid;
            return (await names.Claim(who, await desk.Identity.ProvedMail(http), chosen, ct)).Refusal;
        }
    }

    private static async Task<IResult> Page(
        HttpContext http, Open open, Desk desk, ReturnedTo returned, PageRenderer pages, Refusal? no)
    {
        desk.Forget();
        var view = await desk.Identity.Who(http) is { } who
            ? await returned(who, http, $"{open.Place.Path}/comments/returned", desk.Stamp(http), open.Place.Times) : null;
        return await pages.Personal<ReturnedPage>(
            new ReturnedPage.CameBack(open.Place, view, no), no?.Status ?? StatusCodes.Status200OK);
    }
}

/// <summary>Makes the lines that tell a reader what has come back.</summary>
public sealed class Returned(Database db, CurrentSite site, Identity identity, FormerNames names)
{
    public async Task<ReturnedView?> Of(Reader reader, HttpContext http, string action, string stamp, Times times)
    {
        var ct = http.RequestAborted;
        if (reader.Kind != ReaderKind.Account) return null;
        var sites = reader.ReturnedAt is null ? [] : await Sites(reader.Id, ct);
        var waiting = await names.Waiting(reader, await identity.ProvedMail(http), ct);
        return sites.Count + waiting.Count == 0 ? null : new(reader.Id, reader.Name, sites, waiting, action, stamp, times)
            { At = reader.ReturnedAt, IsNew = reader.ReturnedAt > (reader.ReturnReadAt ?? DateTimeOffset.MinValue) };
    }

    // As it is by now: what was withdrawn, or taken back with its import, is not counted.
    private async Task<List<ReturnedSite>> Sites(Guid reader, CancellationToken ct)
    {
        var said = await db.Comments
            .Where(x => x.SiteId == site.Id && x.AuthorId == reader && (x.ImportNumber ?? -1) >= 0 && x.WithdrawnAt == null)
            .Select(x => new { x.DiscussionId, x.CreatedAt }).ToListAsync(ct);
        var ids = said.Select(x => x.DiscussionId).Distinct().ToList();
        var urls = await db.Discussions.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Url, ct);
        return [.. said.GroupBy(x => HostOf(urls[x.DiscussionId])).Select(x => new ReturnedSite(
            x.Key, x.Count(), x.Min(y => y.CreatedAt), x.Max(y => y.CreatedAt))).OrderByDescending(x => x.Count).ThenBy(x => x.Host)];
    }

    private string HostOf(string url) =>
        Uri.TryCreate(url.StartsWith('/') ? site.Absolute("/") : url, UriKind.Absolute, out var page) ? page.Host : site.Site.Name;
}
