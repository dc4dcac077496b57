using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>Makes a discussion one of questions and answers, with those who answer, and an ordinary one again.</summary>
public sealed class Questions(Database db, CurrentSite site, Change change, TimeProvider clock)
{
    /// <summary>More names than this nobody reads in the head of a discussion.</summary>
    public const int MostRespondents = 10;

    /// <summary>A year in either direction tells a slip of the pen from a plan.</summary>
    private static readonly TimeSpan FarthestEnd = TimeSpan.FromDays(366);

    private static readonly Refusal NobodyNamed = new(422, "respondents-missing", "Name at least one person who answers, and at most {0}.")
        { Args = [MostRespondents] };
    private static readonly Refusal FarEnd = new(422, "until-too-far",
        "The end of the answering lies within a year from today, as 2026-06-23T15:00Z.");

    /// <summary>Names those who answer, in place of those before. Whoever answers still keeps their way in.</summary>
    /// <param name="until">Null: until further notice.</param>
    /// <param name="newLinks">A further sign-in link for everyone from outside, in place of one that was not used.</param>
    public async Task<Outcome<OpenedQuestions>> Open(
        Guid id, IReadOnlyList<string?> names, DateTimeOffset? until, bool newLinks, CancellationToken ct)
    {
        // Judge
        var now = clock.Now();
        if (names.Count is 0 or > MostRespondents) return NobodyNamed;
        if (until is { } end && (end - now).Duration() > FarthestEnd) return FarEnd;
        var chosen = new List<GuestName>();
        foreach (var raw in names)
        {
            if (!GuestName.TryParse(raw, out var name, out var problem))
                return new Refusal(422, "name-" + problem.Code, problem.Words) { Args = problem.Args };
            chosen.Add(name);
        }

        // Change
        return await change.In<OpenedQuestions>(id, (discussion, at) => Name(discussion, chosen, until, newLinks, at), ct);
    }

    private async Task<Outcome<OpenedQuestions>> Name(
        Discussion discussion, List<GuestName> chosen, DateTimeOffset? until, bool newLinks, DateTimeOffset now)
    {
        // Inside its turn a change is carried through, whether or not somebody still waits for it.
        var ct = CancellationToken.None;
        if (discussion.ArticleId is null) return Problems.NotFound;
        var before = await Release(discussion.Id, ct);
        var respondents = new List<NamedRespondent>();
        foreach (var name in chosen.DistinctBy(name => Skeleton.OfName(name.Text)))
        {
            if ((await Person(name, now, ct)).Refused(out var several, out var person)) return several;
            var link = !person.IsStaff && (newLinks || !before.Contains(person.Id)) ? await Link(person, now, ct) : null;
            respondents.Add(new(person.Id, person.Name, link));
            db.Respondents.Add(Respondent.Name(discussion, person, respondents.Count));
        }
        discussion.OpenQuestions(until, now);
        await Dismiss(discussion, before.Except(respondents.Select(x => x.Id)), ct);
        return new OpenedQuestions(respondents, until);
    }

    /// <summary>The discussion is an ordinary one again. Answers keep their place and their mark.</summary>
    public Task<Outcome<Discussion>> End(Guid id, CancellationToken ct) => change.In<Discussion>(id, async (discussion, _) =>
    {
        if (discussion.ArticleId is null) return Problems.NotFound;
        var before = await Release(id, CancellationToken.None);
        discussion.EndQuestions();
        await Dismiss(discussion, before, CancellationToken.None);
        return discussion;
    }, ct);

    private async Task<List<Guid>> Release(Guid id, CancellationToken ct)
    {
        var respondents = db.Respondents.Where(x => x.SiteId == site.Id && x.DiscussionId == id);
        var readers = await respondents.Select(x => x.ReaderId).ToListAsync(ct);
        await respondents.ExecuteDeleteAsync(ct);
        return readers;
    }

    // One of the staff, somebody who was asked before, or a person new to the house.
    private async Task<Outcome<Reader>> Person(GuestName name, DateTimeOffset now, CancellationToken ct)
    {
        var known = await db.Readers.Kept(site.Id, Skeleton.OfName(name.Text)).OrderByDescending(x => x.Role != Role.Reader).Take(2)
            .ToListAsync(ct);
        if (known.Count(x => x.IsStaff) > 1)
            return new Refusal(409, "name-shared",
                "Several of the staff are called {0}. Give them names of their own first: parley editor add EMAIL --name NAME")
                { Args = [name.Text] };
        if (known.Count > 0) return known[0];
        var invited = Reader.Invite(site.Id, name, now);
        db.Readers.Add(invited);
        return invited;
    }

    private async Task<string> Link(Reader person, DateTimeOffset now, CancellationToken ct)
    {
        await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == person.Id && x.Kind == PassKind.Link).ExecuteDeleteAsync(ct);
        var (pass, token) = Pass.Invite(person, now);
        db.Passes.Add(pass);
        return site.Absolute("/sign-in/" + token);
    }

    // Whoever answers nowhere any more has no way in: the link may have gone to the wrong person.
    private async Task Dismiss(Discussion discussion, IEnumerable<Guid> gone, CancellationToken ct)
    {
        var ids = gone.ToList();
        await db.Passes.Where(x => x.SiteId == site.Id && ids.Contains(x.ReaderId)
            && db.Readers.Any(y => y.SiteId == x.SiteId && y.Id == x.ReaderId && y.Kind == ReaderKind.Invited)
            && !db.Respondents.Any(y => y.SiteId == x.SiteId && y.ReaderId == x.ReaderId && y.DiscussionId != discussion.Id))
            .ExecuteDeleteAsync(ct);
    }
}

public sealed record OpenedQuestions(IReadOnlyList<NamedRespondent> Respondents, DateTimeOffset? Until);

/// <param name="Link">Signs in one browser as this person, once; shown now and never again. Null for staff and for
/// whoever has one already.</param>
public sealed record NamedRespondent(Guid Id, string Name, string? Link);
