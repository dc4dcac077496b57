using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// The staff's way in: a link that is good once. Opening it changes nothing, because mail programs open links to look for
/// harm; the button on its page uses it up.
/// </summary>
public static class SignIn
{
    private static readonly Refusal NoLonger = new(403, "sign-in-link-over",
        "This link does not sign you in: it may have been used, be older than an hour, or be incomplete. Ask for a new one.");

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/sign-in").GuardOrigin().ExcludeFromDescription();
        pages.MapGet("/{token}", Ask).LimitNetwork(Limits.SignIns);
        pages.MapPost("/{token}", Enter).LimitNetwork(Limits.SignIns);
    }

    private static async Task<IResult> Ask(string token, HttpContext http, Identity identity, FormStamp stamps, Database db,
        CurrentSite site, PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Passes.With(site.Id, token, clock.Now()).AnyAsync(x => x.Kind == PassKind.Link, ct) is false)
            return NoLonger.AsProblem();
        var leaves = await identity.Who(http) is { Name.Length: > 0, IsStaff: false } guest ? guest.Name : null;
        return await pages.Personal<SignInPage>(
            new SignInPage.SignInView(site.Words, site.Site.Name, "/sign-in/" + token, stamps.Make(Identity.CookieOf(http)), leaves));
    }

    private static async Task<IResult> Enter(
        string token, HttpContext http, Identity identity, NameLeft left, Database db, CurrentSite site, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.Now();
        var before = Identity.BearerOf(http) is null ? await identity.Who(http) : null;
        await using var writing = await db.BeginWrite(ct);
        var link = await db.Passes.AsNoTracking().With(site.Id, token, now).FirstOrDefaultAsync(x => x.Kind == PassKind.Link, ct);
        // Whoever deletes the row has used the link; of two at once the other one finds none.
        if (link is null || await db.Passes.Where(x => x.SiteId == site.Id && x.Id == link.Id).ExecuteDeleteAsync(ct) != 1)
            return NoLonger.AsProblem();
        await db.Passes.Where(x => x.SiteId == site.Id && x.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        var staff = await db.Readers.SingleAsync(x => x.SiteId == site.Id && x.Id == link.ReaderId, ct);
        identity.Enter(http, staff);
        await db.SaveChangesAsync(ct);
        // The guest's cookie gives way to the session's, and nobody else could say what they were still to say.
        if (before is { Kind: ReaderKind.Guest, IsStaff: false } && before.Id != staff.Id) await left(before, staff);
        await writing.Commit(ct);
        return Results.LocalRedirect("~/account");
    }
}
