using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Which names a guest may not take: those of the house, and those that look like them.</summary>
public sealed class Names(Database db, CurrentSite site)
{
    private static readonly Refusal Taken = new(422, "name-taken",
        "This name is kept for the people who run this site, or looks like one of theirs. Please choose another.");

    public async Task<Outcome<GuestName>> Judge(string? raw, CancellationToken ct)
    {
        if (!GuestName.TryParse(raw, out var name, out var problem))
            return new Refusal(422, "name-" + problem.Code, problem.Words) { Args = problem.Args };
        var skeleton = Skeleton.OfName(name.Text);
        if (skeleton == Skeleton.OfName(site.Site.Name) || StaffClaim.IsMade(name.Text, site.Site.Name)) return Taken;
        if (await db.Readers.Kept(site.Id, skeleton).AnyAsync(ct)) return Taken;
        var unboxed = Skeleton.OfName(StaffClaim.Plain(name.Text));
        return unboxed != skeleton && await db.Readers.Kept(site.Id, unboxed).AnyAsync(ct) ? Taken : name;
    }
}
