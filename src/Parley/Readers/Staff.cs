using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>The people who run the site: who they are, and their ways in. Only whoever holds the machine adds or removes them.</summary>
public sealed class Staff(Database db, CurrentSite site, TimeProvider clock)
{
    private static readonly Refusal Above = new(409, "moderator-already", "This person is a moderator and may do all that an editor may. "
        + "To make them an editor only, remove them first: parley moderator remove EMAIL");

    /// <summary>Gives somebody a role. Whoever has it already keeps it; a name that is given replaces the one before.</summary>
    /// <param name="name">Shown beside what they write; null: the name of the role, until there is a better one.</param>
    public async Task<Outcome<Reader>> Add(Role role, EmailAddress email, string? name, CancellationToken ct)
    {
        GuestName? chosen = null;
        if (name is not null && !GuestName.TryParse(name, out chosen, out var problem))
            return new Refusal(422, "name-" + problem.Code, problem.Words) { Args = problem.Args };
        await using var writing = await db.BeginWrite(ct);
        var person = await Find(email, ct);
        if (person is { Role: Role.Moderator } && role == Role.Editor) return Above;
        if (person is null) db.Readers.Add(person = Reader.Staff(site.Id, role, email, chosen?.Text ?? role.ToString(), clock.Now()));
        else person.Appoint(role, chosen);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return person;
    }

    /// <summary>A further pass; the token is shown once.</summary>
    public async Task<Outcome<string>> Issue(Role role, EmailAddress email, PassKind kind, CancellationToken ct)
    {
        if (await Find(email, ct) is not { } person || person.Role != role) return Unknown(role, email);
        var (pass, token) = Pass.Issue(person, kind, clock.Now());
        db.Passes.Add(pass);
        await db.SaveTogether(ct);
        return token;
    }

    /// <summary>Ends the role and every way in. What the person wrote stays under their name.</summary>
    public async Task<Outcome<Reader>> Remove(Role role, EmailAddress email, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        if (await Find(email, ct) is not { } person || person.Role != role) return Unknown(role, email);
        person.Dismiss();
        await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == person.Id).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return person;
    }

    /// <summary>How many others write under this person's name already, or under one that looks like it.</summary>
    public Task<int> Namesakes(Reader person, CancellationToken ct) => db.Readers.CountAsync(
        x => x.SiteId == site.Id && x.Id != person.Id && x.NameSkeleton != "" && x.NameSkeleton == person.NameSkeleton, ct);

    private Task<Reader?> Find(EmailAddress email, CancellationToken ct) =>
        db.Readers.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Email == email.Text, ct);

    private static Refusal Unknown(Role role, EmailAddress email)
    {
        var word = role.ToString().ToLowerInvariant();
        return new(404, "no-such-staff", $"{email} is no {word} here. Add them first: parley {word} add {email}");
    }
}
