using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Which names a guest may not take: those of the house, those that are somebody's, and those that look like them.</summary>
public sealed class Names(Database db, CurrentSite site)
{
    /// <summary>Nobody is offered a hundredth of a name.</summary>
    private const int MostTried = 99;

    private static readonly Refusal Taken = new(422, "name-taken",
        "This name is kept for the people who run this site, or looks like one of theirs. Please choose another.");

    public const string SpokenForCode = "name-spoken-for";

    private static readonly Refusal SpokenFor = new(422, "name-spoken-for",
        "Somebody else is known here by this name, or by one that looks like it. You could be {0}.");

    /// <param name="isTaken">Whether somebody has a name where it shall be used; null: nowhere yet.</param>
    public async Task<Outcome<GuestName>> Judge(string? raw, CancellationToken ct, Func<string, Task<bool>>? isTaken = null)
    {
        if (!GuestName.TryParse(raw, out var name, out var problem))
            return new Refusal(422, "name-" + problem.Code, problem.Words) { Args = problem.Args };
        var skeleton = Skeleton.OfName(name.Text);
        if (skeleton == Skeleton.OfName(site.Site.Name) || StaffClaim.IsMade(name.Text, site.Site.Name)) return Taken;
        if (await db.Readers.Kept(site.Id, skeleton).AnyAsync(ct)) return Taken;
        var unboxed = Skeleton.OfName(NameWord.Plain(name.Text));
        if (unboxed != skeleton && await db.Readers.Kept(site.Id, unboxed).AnyAsync(ct)) return Taken;
        return await IsFree(name.Text, isTaken, ct) ? name : await Instead(name.Text, isTaken, ct);
    }

    /// <summary>A name by which a publisher knows somebody: any but those of this house. Several people may be called the same.</summary>
    /// <param name="self">Who has it already, perhaps.</param>
    public async Task<Outcome<GuestName>> Vouch(GuestName name, Guid? self, CancellationToken ct)
    {
        var (skeleton, but) = (Skeleton.OfName(name.Text), self ?? Guid.Empty);
        if (skeleton == Skeleton.OfName(site.Site.Name) || StaffClaim.IsMade(name.Text, site.Site.Name)) return Taken;
        foreach (var one in new[] { skeleton, Skeleton.OfName(NameWord.Plain(name.Text)) }.Distinct())
            if (await db.Readers.Kept(site.Id, one).AnyAsync(x => x.Id != but, ct)) return Taken;
        return name;
    }

    /// <summary>A refusal that offers the nearest name that is free.</summary>
    public async Task<Refusal> Instead(string name, Func<string, Task<bool>>? isTaken, CancellationToken ct)
    {
        for (var number = 2; number <= MostTried; number++)
        {
            // Cut where it would grow too long for a name.
            if (GuestName.TryParse($"{name} {number}", out var free, out _)
                    || GuestName.TryParse($"{Shorter(name)} {number}", out free, out _))
                if (await IsFree(free.Text, isTaken, ct)) return SpokenFor with { Args = [free.Text] };
        }
        return Taken;
    }

    private async Task<bool> IsFree(string name, Func<string, Task<bool>>? isTaken, CancellationToken ct) =>
        !(isTaken is not null && await isTaken(name)) && !await db.Readers.Owning(site.Id, name).AnyAsync(ct);

    private static string Shorter(string name) =>
        string.Concat(new System.Globalization.StringInfo(name)
            .SubstringByTextElements(0, Math.Min(24, new System.Globalization.StringInfo(name).LengthInTextElements)));
}
