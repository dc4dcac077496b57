using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Pages;

/// <summary>Writing by forms: all of it works without script. A refused form comes back with its text.</summary>
public static class CommentForms
{
    private static readonly Refusal OtherName = new(422, "other-name",
        "You've written here under another name. Stop using that name first, on your page, or post under it.");

    public static void MapCommentForms(this IEndpointRouteBuilder routes)
    {
        MapForms(routes.MapGroup("/articles/{slug}/comments"));
    }

    /// <summary>Below an article's address, or that of a frame.</summary>
    public static void MapForms(RouteGroupBuilder comments)
    {
        var pages = comments.GuardOrigin().ExcludeFromDescription();
        pages.MapPost("/", Post).LimitNetwork(Limits.NetworkSends);
        pages.MapGet("/new", New);
        pages.MapResting();
        pages.MapGet("/{id:guid}/edit", EditForm);
        pages.MapPost("/{id:guid}/edit", Edit).LimitNetwork(Limits.NetworkSends);
        pages.MapPost("/{id:guid}/withdrawal", Withdraw).LimitNetwork(Limits.NetworkSends);
        pages.MapGet("/withdrawn", Withdrawn);
        pages.MapGet("/{id:guid}/options", Options);
        pages.MapGet("/{id:guid}/history", History);
    }

    private static async Task<IResult> Post(
        HttpContext http, Desk desk, Posting posting, FormStamp stamps, Names names, Coach coach, CoachTally tally,
        SameRequests same, Pace pace, Resting resting, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        var (text, name, later) = (form["text"].ToString(), form["name"].ToString(), form["later"].ToString());
        var rests = Guid.TryParse(form["resting"], out var laid) ? laid : (Guid?)null;
        var parent = Guid.TryParse(form["parent"], out var id) ? id : (Guid?)null;
        var quote = form["exact"].ToString() is { Length: > 0 } exact
            ? new TextQuote(exact, form["prefix"].ToString(), form["suffix"].ToString()) : null;
        // Sent again it is the same: its key is the stamp with all that was typed, since one page has one stamp for all its readers.
        var stamp = form["stamp"].ToString();
        var (opened, whole) = (stamps.Age(stamp, Identity.CookieOf(http)),
            $"{stamp}\n{open.Discussion.Id}\n{parent}\n{quote}\n{name}\n{text}");
        using var place = await same.InLine($"{Identity.CookieOf(http)} {Network.Of(http)} {whole}", ct);
        var who = await desk.Identity.Who(http);
        // What stands for a cookie in a frame names its reader for good: who has nothing else can't go on under another name.
        var mayChange = who is { Name.Length: > 0 } && name.Trim().Length > 0 && name.Trim() != who.Name && Identity.BearerOf(http) is null;
        var sent = opened is null || (who is not null && !mayChange) ? null : await desk.Identity.SentBefore(http, whole);
        var before = sent ?? who;
        if (rests is not null && who is null) return await Again(Rested.Unknown);
        if (later.Length == 0 && before is not null && await posting.Answered(By(before), ct) is { } first)
            return first.Refused(out var reused, out var there)
                ? await Again(reused) : Results.LocalRedirect("~" + open.Place.Of(there.CommentId));
        if (pace.Check(Limits.NetworkPosts, Network.Of(http)) is { } tooMany) return tooMany.AsProblem();

        // Once: whoever sends it again has decided.
        var isTold = form["hint"].ToString().Length > 0;
        if (!isTold && later.Length == 0 && coach.On(text) is { } advice)
        {
            tally.Shown();
            return await Again(null, advice);
        }
        if ((await Author(who, name)).Refused(out var refusal, out var author)) return await Again(refusal);
        if (later.Length > 0)
            return (await resting.Lay(By(author), later, ct)).Refused(out refusal, out _) ? await Again(refusal)
                : Results.LocalRedirect($"~{open.Place.Path}/comments/resting");
        if ((await posting.Post(By(author), ct)).Refused(out refusal, out var posted)) return await Again(refusal);
        if (isTold) tally.Posted(still: coach.On(text) is not null);
        return Results.LocalRedirect("~" + open.Place.Of(posted.CommentId));

        Draft By(Reader author) => new()
        {
            DiscussionId = open.Discussion.Id, Address = open.HasStory ? null : open.Discussion.Url, ParentId = parent, Author = author,
            Text = WrittenText.Of(text), Quote = quote,
            // What has rested was typed long ago.
            Honeypot = form["website"], OpenFor = opened, ByProgram = rests is not null, FromNetwork = Network.Of(http),
            Rested = rests is { } one && who is not null ? new(one, who.Id) : null,
            Formerly = who is not null && who.Id != author.Id ? who.Id : null,
            IdempotencyKey = rests is { } known ? RestingComment.KeyOf(known)
                : opened is null ? null : $"form {stamp} {WrittenText.HashOf(whole)}",
        };

        async Task<Outcome<Reader>> Author(Reader? known, string typed)
        {
            if (known is { Name.Length: > 0 } && (typed.Trim().Length == 0 || typed.Trim() == known.Name)) return known;
            if (known is { Name.Length: > 0 })
            {
                // Where their name is somebody else's they go on under another, as somebody else.
                if (!mayChange || !await desk.IsAnothers(open, known)) return OtherName;
                known = null;
            }
            else if (known is null && before is not null) return before;
            if ((await names.Judge(typed, ct, here => desk.IsSpokenFor(open, here))).Refused(out var no, out var chosen))
            {
                // Of two that come at once the name may have become the first's between those lines.
                if (known is null) return opened is not null && await desk.Identity.SentBefore(http, whole) is { } first ? first : no;
                return await desk.Identity.Who(http) is { } now && now.Name == typed.Trim() ? now : no;
            }
            if (known is null) return await desk.Identity.Welcome(http, chosen, opened is null ? null : whole, stamp);
            desk.Follow(known);
            known.TakeName(chosen);
            return known;
        }

        async Task<IResult> Again(Refusal? no, Advice? advice = null)
        {
            // Whoever was about to become a guest is not one yet.
            desk.Forget();
            var form = (desk.Form(open, "/comments", http, who)
                with { ParentId = parent, Quote = quote, Text = text, Name = name, RestingId = rests, Advice = advice }).Refused(no, http);
            if (parent is not null) form = form with { Submit = open.T["Post reply"] };
            // It has been open since it was first shown: whoever means what they wrote has nothing left to type.
            if (advice is not null && opened is not null) form = form with { Stamp = stamp };
            return await desk.Write(http, open, form.ParentId is null ? open.Place.Box.Title : open.T["Your reply"], form, form.ParentId);
        }
    }

    private static async Task<IResult> New(string? parent, int? block, HttpContext http, Desk desk)
    {
        if (await desk.Find(http) is not { } open) return Problems.NotFound.AsProblem();
        if (block is not null) return await OnBlock(open, block.Value, http, desk);
        if (!Guid.TryParse(parent, out var id)) return Problems.BadId.AsProblem();
        var who = await desk.Identity.Who(http);
        return await desk.Write(http, open, open.T["Your reply"],
            desk.Form(open, "/comments", http, who) with { ParentId = id, Submit = open.T["Post reply"] }, id);
    }

    private static async Task<IResult> OnBlock(Open open, int block, HttpContext http, Desk desk)
    {
        if (!open.HasStory) return Problems.NotFound.AsProblem();
        var story = StoryText.Of(open.Article.Body);
        if (story.Blocks.FirstOrDefault(x => x.Index == block) is not { } chosen) return Problems.NotFound.AsProblem();
        var quote = new TextQuote(chosen.Words, story.Before(chosen.Start, Passage.ShortestNeighbour),
            story.After(chosen.Start + chosen.Words.Length, Passage.ShortestNeighbour));
        return await desk.Write(http, open, open.Place.Box.Title,
            desk.Form(open, "/comments", http, await desk.Identity.Who(http)) with { Quote = quote });
    }

    private static async Task<IResult> EditForm(Guid id, HttpContext http, Desk desk, Revising revising, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open || await desk.Comment(open, id) is not { } comment) return Problems.NotFound.AsProblem();
        var who = await desk.Identity.Who(http);
        return await revising.CanEdit(comment, who, ct) is not null
            ? await desk.Write(http, open, open.T["Edit your comment"], desk.EditForm(open, comment, http, who, comment.Text))
            : Results.LocalRedirect($"~{open.Place.Path}/comments/{id}/options");
    }

    private static async Task<IResult> Edit(Guid id, HttpContext http, Desk desk, Revising revising, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open || await desk.Comment(open, id) is not { } comment) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        var text = form["text"].ToString();
        var who = await desk.Identity.Who(http);

        if (!(await revising.Edit(id, who, text, Network.Of(http), ct)).Refused(out var refusal, out _))
            return Results.LocalRedirect("~" + open.Place.Of(id));
        return await desk.Write(http, open, open.T["Edit your comment"],
            desk.EditForm(open, comment, http, who, text) with { Refusal = refusal });
    }

    private static async Task<IResult> Withdraw(Guid id, HttpContext http, Desk desk, Revising revising, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open) return Problems.NotFound.AsProblem();
        if ((await revising.Withdraw(id, await desk.Identity.Who(http), Network.Of(http), ct)).Refused(out var refusal, out var comment))
            return refusal.AsProblem();
        // Where replies hang below it, its place says so itself.
        return Results.LocalRedirect("~" + (comment.IsShown ? open.Place.Of(id) : open.Place.Path + "/comments/withdrawn"));
    }

    private static async Task<IResult> Withdrawn(HttpContext http, Desk desk, PageRenderer pages) =>
        await desk.Find(http) is { } open ? await pages.Personal<WithdrawnPage>(open.Place) : Problems.NotFound.AsProblem();

    private static async Task<IResult> Options(
        Guid id, HttpContext http, Desk desk, Revising revising, Threads threads, PageRenderer pages, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open || await desk.Comment(open, id) is not { } comment) return Problems.NotFound.AsProblem();
        var who = await desk.Identity.Who(http);
        var shown = await threads.Alone(comment, ct);
        return await pages.Personal<OptionsPage>(new OptionsPage.OptionsView(
            open.Place, shown, await revising.CanEdit(comment, who, ct),
            comment.AuthorId == who?.Id && (comment.IsPublished || comment.IsHeld), desk.Stamp(http))
        {
            ByEditor = who is { IsStaff: true } && comment.IsPublished,
            ByModerator = who is { Role: Role.Moderator } && comment.IsPublished,
        });
    }

    private static async Task<IResult> History(
        Guid id, HttpContext http, Desk desk, Database db, Threads threads, PageRenderer pages, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open || await desk.Comment(open, id) is not { IsPublished: true } comment)
            return Problems.NotFound.AsProblem();
        var shown = await threads.Alone(comment, ct);
        var before = await db.CommentRevisions.AsNoTracking().Where(x => x.SiteId == comment.SiteId && x.CommentId == id)
            .OrderByDescending(x => x.Number).ToListAsync(ct);
        return await pages.Personal<HistoryPage>(new HistoryPage.HistoryView(open.Place, shown,
            [new(comment.EditedAt ?? comment.CreatedAt, shown.Html),
                .. before.Select(x => new HistoryPage.Version(x.WrittenAt, Markup.Comment(x.Text, x.Format)))]));
    }
}

/// <summary>What the forms around one discussion have in common.</summary>
public sealed class Desk(Database db, CurrentSite site, Addresses addresses, Identity identity, FormStamp stamps, Threads threads,
    PageRenderer pages, TimeProvider clock)
{
    public Identity Identity => identity;

    /// <summary>The discussion in the address of a request: an article's, or that of the page around a frame.</summary>
    public async Task<Open?> Find(HttpContext http) => http.GetRouteValue("page") is string page
        ? addresses.Framed(page, http) is { } host ? await Find(host) : null
        : await Find((string)http.GetRouteValue("slug")!);

    /// <summary>One that nobody has said anything in is as it will begin.</summary>
    public async Task<Open> Find(HostPage page)
    {
        var now = clock.Now();
        var found = await addresses.Find(db, page.Address, CancellationToken.None);
        var discussion = found ?? Discussion.At(site.Id, addresses.IdAt(page.Address), page.Address, now);
        return new Open(null, discussion, Place.Framed(page, discussion, site, now)) { Version = found?.Version ?? 0 };
    }

    public async Task<Open?> Find(string slug)
    {
        var now = clock.Now();
        return await db.FindArticle(site.Id, slug, now) is var (article, discussion)
            ? new Open(article, discussion, Place.Of(article, discussion, site, now)) { Version = discussion.Version } : null;
    }

    public Task<Comment?> Comment(Open open, Guid id) =>
        db.Comments.AsNoTracking().In(open.Discussion).Shown().FirstOrDefaultAsync(x => x.Id == id);

    public string Stamp(HttpContext http) => stamps.Make(Identity.CookieOf(http));

    public FormView Form(Open open, string action, HttpContext http, Reader? who) =>
        new(open.Place.Path + action, Stamp(http))
            { Submit = open.Place.Box.Submit, Box = open.Place.Box, KnownAs = who is { Name.Length: > 0 } ? who.Name : null };

    public FormView EditForm(Open open, Comment comment, HttpContext http, Reader? who, string text) =>
        Form(open, $"/comments/{comment.Id}/edit", http, who)
            with { Text = text, AsksName = false, CanRest = false, Box = null, Submit = open.T["Save changes"] };

    /// <summary>The form's own page; with the comment that is answered, if it can still be.</summary>
    /// <param name="status">Null: that of the refusal, if there is one.</param>
    public async Task<IResult> Write(
        HttpContext http, Open open, string title, FormView form, Guid? parentId = null, int? status = null)
    {
        ShownComment? answered = null;
        if (parentId is { } id && await Comment(open, id) is { IsPublished: true } parent)
            answered = await threads.Alone(parent, http.RequestAborted);
        else if (parentId is not null && form.Refusal is null)
            return Problems.NotFound.AsProblem();
        if (form.Refusal?.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await pages.Personal<WritePage>(new WritePage.WriteView(open.Place, title, form with { ParentName = answered?.Author.Name },
            answered), status ?? form.Refusal?.Status ?? 200);
    }

    /// <summary>Changes to this reader are saved with what they came to say.</summary>
    public void Follow(Reader reader) => db.Attach(reader);

    public Task<bool> IsSpokenFor(Open open, string name) => db.IsSpokenFor(site.Id, open.Discussion.Id, name);

    /// <summary>Whether somebody else is known by their name, in this discussion or everywhere.</summary>
    public async Task<bool> IsAnothers(Open open, Reader known) => !known.KeepsName && !known.IsVouched
        && (await db.IsSpokenFor(site.Id, open.Discussion.Id, known.Name, known.Id)
            || await db.Readers.Owning(site.Id, known.Name).AnyAsync(x => x.Id != known.Id));

    public void Forget() => db.ChangeTracker.Clear();
}

/// <param name="story">Null in a frame, whose story stands around it.</param>
public sealed class Open(Article? story, Discussion discussion, Place place)
{
    public bool HasStory => story is not null;
    public Article Article => story ?? throw new InvalidOperationException("The story of this discussion is on a page of another site.");
    public Discussion Discussion => discussion;
    public Place Place => place;
    public Words T => place.T;

    /// <summary>Of the discussion; 0 where it has not begun.</summary>
    public long Version { get; init; }
}
