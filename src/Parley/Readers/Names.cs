using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Which names a guest may not take: those of the house, and those that look like them.</summary>
public sealed class Names(Database db, CurrentSite site)
{
    private static readonly Refusal Taken = new(422, "name-taken", "This name is kept for the people who run this site, or looks like one of theirs. Please choose another.");

    /// <summary>Words by which a reader would take someone for staff, alone or beside a name.</summary>
    private static readonly HashSet<string> Offices =
    [
        .. new[]
        {
            "admin", "administrator", "moderator", "mod", "editor", "staff", "parley", "official", "support", "webmaster", "root", "system",
            "moderatorin", "redaktion", "redakteur", "redakteurin", "administratorin", "modérateur", "modératrice", "rédaction", "rédacteur", "rédactrice", "administrateur",
            "moderador", "moderadora", "redacción", "editora", "administrador", "administradora", "moderatör", "editör", "yönetici", "redaksiyon",
            "модератор", "редактор", "редакция", "администратор", "админ", "редакція", "адміністратор", "адмін", "مشرف", "المشرف", "محرر", "المحرر", "التحرير", "مدير", "מנחה", "עורך", "עורכת", "מערכת", "מנהל",
        }.Select(Skeleton.OfName),
    ];

    public async Task<Outcome<GuestName>> Judge(string? raw, CancellationToken ct)
    {
        if (!GuestName.TryParse(raw, out var name, out var problem))
            return new Refusal(422, "name-" + problem.Code, problem.Words) { Args = problem.Args };
        var skeleton = Skeleton.OfName(name.Text);
        if (name.Text.Split([' ', '-', '_', '.', '·', '|', '/'], StringSplitOptions.RemoveEmptyEntries).Any(word => Offices.Contains(Skeleton.OfName(word)))
            || Offices.Contains(skeleton) || skeleton == Skeleton.OfName(site.Site.Name))
            return Taken;
        return await db.Readers.Kept(site.Id, skeleton).AnyAsync(ct) ? Taken : name;
    }
}
