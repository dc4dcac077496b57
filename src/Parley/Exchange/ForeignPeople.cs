using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Exchange;

/// <summary>
/// Who wrote what an import brings along. The same mail address under the same name is one person, on every blog; without one it is the
/// account, else the name, on that blog. Of addresses only hashes under the site's secret are kept.
/// </summary>
public sealed partial class ForeignPeople(Database db, CurrentSite site, TimeProvider clock)
{
    private const string Source = ImportedKeys.Source;

    /// <summary>In whose place a comment stands of which only the place is left.</summary>
    internal const string NobodysId = "nobody";

    private static readonly string AsGuest = Words.Later("{0} (guest)");

    private readonly Dictionary<string, Guid> known = new(StringComparer.Ordinal);
    private HashSet<string>? staff;
    private HashSet<string> staffKeys = [];
    private string house = "";
    private Guid? nobody;

    /// <summary>Whether somebody had come with an import before this one; null: not asked yet.</summary>
    private bool? anybody;

    /// <summary>As it was written, in one line of at most forty letters; never an address to which mail can be sent.</summary>
    internal static string NameOf(string written, string mail)
    {
        var name = Spaces().Replace(CleanText.OfHtml(CleanText.Storable(WebUtility.HtmlDecode(written))), " ").Trim();
        if (name.Length > 0 && (string.Equals(name, mail, StringComparison.OrdinalIgnoreCase) || Address().IsMatch(name)))
            name = name.Split('@')[0];
        if (Markup.IsBlank(name)) return "";
        if (name.Length <= GuestName.MostGraphemes) return name;
        var starts = StringInfo.ParseCombiningCharacters(name);
        if (starts.Length <= GuestName.MostGraphemes && name.Length <= GuestName.MostUnits) return name;
        // A letter may have a hundred accents.
        var most = Math.Min(GuestName.MostGraphemes - 1, starts.TakeWhile(start => start < GuestName.MostUnits).Count() - 1);
        return name[..starts[most]].TrimEnd() + "…";
    }

    /// <param name="account">Of the blog, with its name.</param>
    /// <param name="isSigned">It was written with an account.</param>
    /// <returns>Of the person under this name, and of the mail address alone; the second is empty where none was given.</returns>
    internal static (string Person, string Mail) KeyOf(Site site, string account, bool isSigned, string name, string mail) =>
        (ImportedKeys.OfPerson(site, account, isSigned, name, mail), ImportedKeys.OfMail(site, mail));

    /// <summary>In the transaction that stores what they said: those who are not here yet come along with it.</summary>
    internal async Task Meet(IEnumerable<ForeignItem> items, int import, bool mayBeHere, Statements statements, CancellationToken ct)
    {
        var strangers = new Dictionary<string, ForeignItem>(StringComparer.Ordinal);
        foreach (var item in items)
            if (!known.ContainsKey(item.Said.Person)) strangers.TryAdd(item.Said.Person, item);
        if (strangers.Count == 0) return;
        // A person is known by address on every blog.
        await KnowOthers(ct);
        if (anybody!.Value && (mayBeHere || strangers.Values.Any(x => x.Said.Mail.Length > 0)))
        {
            var ids = strangers.Keys.ToList();
            foreach (var one in await db.Readers.AsNoTracking().Where(x => x.SiteId == site.Id && x.Source == Source
                && ids.Contains(x.SourceId!)).Select(x => new { x.Id, x.SourceId }).ToListAsync(ct))
            {
                known[one.SourceId!] = one.Id;
                strangers.Remove(one.SourceId!);
            }
        }
        if (strangers.Count == 0) return;
        await KnowStaff(ct);
        var brought = strangers.Values.Select(item => Brought(item, import)).ToList();
        statements.BringAlong(brought);
        foreach (var reader in brought) known[reader.SourceId!] = reader.Id;
    }

    private Reader Brought(ForeignItem item, int import)
    {
        var (said, name) = (item.Said, ShownAs(item.Said, item.Name));
        return Reader.FromImport(site.Id, Source, said.Person, name, null, clock.Now(), import, said.Mail.Length > 0 ? said.Mail : null,
            name == said.Name ? item.Name?.Skeleton : null);
    }

    internal Guid this[string person] => known[person];

    // Who claims to be of the house, or looks like somebody of it, may have been somebody else there. Their own address is proof where it
    // was that of an account.
    private string ShownAs(ForeignText one, ForeignName? name)
    {
        if (name is null) return site.Words[Reader.Unnamed];
        var isOfHouse = name.ClaimsOffice || name.Skeleton == house || staff!.Contains(name.Skeleton);
        return isOfHouse && !(one.IsSigned && staffKeys.Contains(one.Mail)) ? Guest(one.Name) : one.Name;
    }

    /// <summary>The same where nobody is of the house yet.</summary>
    internal string ShownAs(string name, string house) => name.Length > 0 && Claims(name, house) ? Guest(name) : name;

    private static bool Claims(string name, string house) =>
        StaffClaim.IsMade(name, house) || Skeleton.OfName(name) == Skeleton.OfName(house);

    // It comes from here, and has it already.
    private string Guest(string name) => name.EndsWith(site.Words[AsGuest].Replace("{0}", "", StringComparison.Ordinal),
        StringComparison.Ordinal) ? name : string.Format(CultureInfo.InvariantCulture, site.Words[AsGuest], name);

    /// <summary>What is known of those who are here before anybody comes.</summary>
    internal async Task AskOnce(CancellationToken ct)
    {
        await KnowOthers(ct);
        await KnowStaff(ct);
    }

    private async Task KnowOthers(CancellationToken ct) =>
        anybody ??= await db.Readers.AnyAsync(x => x.SiteId == site.Id && x.Source == Source, ct);

    private async Task KnowStaff(CancellationToken ct)
    {
        if (staff is not null) return;
        var people = await db.Readers.AsNoTracking().Staff(site.Id).Select(x => new { x.NameSkeleton, x.Email }).ToListAsync(ct);
        staffKeys = [.. people.Where(x => x.Email is not null).Select(x => ImportedKeys.OfMail(site.Site, x.Email!))];
        house = Skeleton.OfName(site.Site.Name);
        staff = [.. people.Select(x => x.NameSkeleton).Where(x => x.Length > 0)];
    }

    /// <summary>Whose the places are that are left of comments; nobody has a name.</summary>
    public async Task<Guid> Nobody(CancellationToken ct)
    {
        if (nobody is { } id) return id;
        var found = await db.Readers.AsNoTracking().FirstOrDefaultAsync(
            x => x.SiteId == site.Id && x.Source == Source && x.SourceId == NobodysId, ct);
        if (found is null)
        {
            found = Reader.FromImport(site.Id, Source, NobodysId, "", null, clock.Now());
            db.Readers.Add(found);
            await db.SaveChangesAsync(ct);
        }
        return (nobody = found.Id).Value;
    }

    /// <summary>The transaction in which they came has failed.</summary>
    internal void Forget()
    {
        known.Clear();
        (nobody, anybody) = (null, null);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+\.[^\s@]+$")]
    private static partial Regex Address();
}
