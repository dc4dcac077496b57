using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// The statement of reasons (Digital Services Act, Art. 17): all of it for the author, whoever has the receipt, and moderators; for
/// everybody else what the public log says too.
/// </summary>
public sealed class Explanations(Database db, CurrentSite site, HouseRulesInForce rules, PublicLog log, TimeProvider clock)
{
    private static readonly string Here = Words.Later("The author can appeal until {0}, free of charge. Another moderator rules on it.");
    private static readonly string Late = Words.Later("The time that was promised is over. The author can appeal, free of charge: then a "
        + "moderator publishes the comment, or removes it under a rule.");
    private static readonly string OutOfCourt = Words.Later("A certified body for the settlement of disputes out of court can be asked "
        + "(Digital Services Act, Article 21), also without an appeal here.");

    /// <summary>Null where there is no such decision, or none that restricts anybody.</summary>
    public async Task<Explanation?> Of(Guid id, Reader? reader, string? receipt, CancellationToken ct)
    {
        var decision = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id && x.LogIndex != null,
            ct);
        if (decision is null) return null;
        var appeal = await db.Appeals.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.DecisionId == id, ct);
        var isOverdue = decision.Kind == DecisionKind.Hold && await db.Overdue(site.Id, clock.Now()).AnyAsync(x => x.Id == id, ct);
        var rule = decision.RuleId is null ? null : (await rules.Of(decision.RulesVersion!.Value, db, ct)).Find(decision.RuleId);
        var (concerned, known) = (decision.IsFor(reader, receipt, site.Site), reader is { Role: Role.Moderator });
        var about = decision.CommentId is null ? null : await (
            from comment in db.Comments
            join discussion in db.Discussions on new { comment.SiteId, Id = comment.DiscussionId } equals new { discussion.SiteId,
                discussion.Id }
            join article in db.Articles on new { discussion.SiteId, Id = discussion.ArticleId!.Value } equals new { article.SiteId,
                article.Id } into stories
            from article in stories.DefaultIfEmpty()
            where comment.SiteId == site.Id && comment.Id == decision.CommentId
            select new { comment.Id, comment.Text, comment.Format, comment.WithdrawnAt, comment.ErasedAt, comment.Removal,
                discussion.Title, discussion.Url, Slug = article == null ? null : article.Slug }).FirstOrDefaultAsync(ct);
        var all = concerned || known;
        var suspension = !known || decision.Kind != DecisionKind.Removal ? null
            : await db.Decisions.Where(x => x.SiteId == site.Id && x.CauseId == id)
                .Select(x => new { x.Id, EndsAt = x.ReversedAt ?? x.UntilAt }).FirstOrDefaultAsync(ct);
        // The author's name stands there, or will again: whom a suspension concerns, and who was reported in vain, must not be read off it.
        var isNamed = all || decision.Kind is DecisionKind.Removal or DecisionKind.Hold;
        var salts = !concerned ? new Dictionary<long, byte[]>()
            : await db.LogSalts.Where(x => x.SiteId == site.Id && x.DecisionId == id).ToDictionaryAsync(x => x.EntryIndex, x => x.Salt, ct);
        return new Explanation
        {
            Id = decision.Id, Number = decision.LogIndex!.Value, Kind = Name(decision.Kind), DecidedAt = decision.DecidedAt,
            Rule = decision.RuleId is null ? null : new(decision.RuleId, decision.RulesVersion!.Value, Name(decision.Ground!.Value),
                rule?.Title ?? decision.RuleId, rule?.Does ?? ""),
            Source = Name(decision.Source), Automated = decision.Automated, CommentId = isNamed ? decision.CommentId : null,
            Facts = all ? decision.Facts : null, Text = all && about is { WithdrawnAt: null, ErasedAt: null } ? about.Text : null,
            IsErased = about?.ErasedAt is not null,
            IsHeld = decision.Kind == DecisionKind.Hold && about?.WithdrawnAt is null && about?.Removal?.DecisionId == decision.Id,
            IsOfWave = decision.Kind == DecisionKind.Hold && await db.WaveComments.AnyAsync(x => x.SiteId == site.Id
                && x.CommentId == decision.CommentId && x.DecisionId == decision.Id, ct),
            UntilAt = decision.UntilAt, AppealableUntil = isOverdue ? clock.Now().AddMonths(Decision.MonthsToAppeal)
                : decision.CanBeAppealed ? decision.AppealableUntil : null,
            ReversedAt = decision.ReversedAt,
            Appeal = appeal is null ? null : new(all ? appeal.Id : null, appeal.CreatedAt, all ? appeal.Text : null, appeal.RuledAt,
                appeal.Outcome is { } outcome ? Name(outcome) : null, all ? appeal.Facts : null, appeal.LogIndex)
                { IsAutomated = appeal.RuledAt is not null && appeal.RuledById is null },
            Scope = decision.Restricts ? "everywhere" : null, Redress = Redress(decision, appeal, isOverdue),
            Log = [.. (await log.Proofs(id, ct)).Select(proof => ProofView.Of(proof, salts.GetValueOrDefault(proof.Entry.Index)))],
            Format = about?.Format ?? TextFormat.Plain, IsConcerned = concerned, IsModerator = known, ModeratorId = decision.ModeratorId,
            SuspensionId = suspension?.Id,
            SuspensionEndsAt = suspension?.EndsAt,
            Title = isNamed ? about?.Title ?? "" : "", Path = !isNamed || about is null ? null : about.Slug is null ? about.Url
                : $"/articles/{Uri.EscapeDataString(about.Slug)}/comments/{about.Id}#c-{about.Id}",
        };
    }

    // Art. 17 (3) (f): the complaint here, the settlement out of court, the courts.
    private IReadOnlyList<Redress> Redress(Decision decision, Appeal? appeal, bool isOverdue)
    {
        if (!decision.Restricts || decision.ReversedAt is not null) return [];
        var ways = new List<Redress>();
        var (t, until) = (site.Words, decision.AppealableUntil);
        if (appeal is null && (decision.CanBeAppealed || isOverdue))
            ways.Add(new("appeal", isOverdue ? null : until, isOverdue ? t[Late] : t[Here, t.DateAndTime(until, site.Zone)]));
        ways.Add(new("outOfCourtBody", null, t[OutOfCourt]));
        ways.Add(new("court", null, t["The way to the courts is open at any time."]));
        return ways;
    }

    /// <summary>Whoever asks as the author, and the comment that it is about; null for everybody else.</summary>
    public async Task<(Reader Reader, Guid Comment)?> Author(Guid id, Reader? reader, string? receipt, CancellationToken ct)
    {
        var decision = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        if (decision?.CommentId is not { } comment || !decision.IsFor(reader, receipt, site.Site)) return null;
        return (await db.Readers.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == decision.ReaderId, ct), comment);
    }

    private static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

public sealed record Explanation
{
    public required Guid Id { get; init; }

    /// <summary>Index of its entry in the public log.</summary>
    public required long Number { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required AppliedRule? Rule { get; init; }

    /// <summary>ownInitiative, report or notice.</summary>
    public required string Source { get; init; }
    public required bool Automated { get; init; }

    /// <summary>
    /// Of a suspension and of what was kept only for whom it concerns and for moderators: others would read a name there.
    /// </summary>
    public required Guid? CommentId { get; init; }

    /// <summary>Only for the author, whoever has the receipt, and moderators; null for others.</summary>
    public required string? Facts { get; init; }

    /// <summary>What was decided about; likewise.</summary>
    public required string? Text { get; init; }

    /// <summary>Its author has taken the text back after it was removed.</summary>
    public bool IsErased { get; init; }

    /// <summary>The comment still waits for a moderator.</summary>
    public bool IsHeld { get; init; }

    /// <summary>When a suspension ends by itself, or what is held has waited long enough; null for other decisions.</summary>
    public required DateTimeOffset? UntilAt { get; init; }

    /// <summary>
    /// Of what is overdue a time ahead, since there is no end as long as it waits. Null where there is no appeal: of what is held and not
    /// overdue, kept, or reversed already.
    /// </summary>
    public required DateTimeOffset? AppealableUntil { get; init; }

    /// <summary>Where it holds: everywhere. Null where nothing is restricted.</summary>
    public required string? Scope { get; init; }

    /// <summary>What can be done about it; nothing where nothing is restricted, or no longer.</summary>
    public required IReadOnlyList<Redress> Redress { get; init; }
    public required DateTimeOffset? ReversedAt { get; init; }
    public required AppealView? Appeal { get; init; }

    /// <summary>What the public log says of the decision and of what became of it, with the proofs.</summary>
    public required IReadOnlyList<ProofView> Log { get; init; }

    /// <summary>It was held for being one of many copies; else by a setting, or by the site's own model.</summary>
    [JsonIgnore] public bool IsOfWave { get; init; }
    [JsonIgnore] public TextFormat Format { get; init; }
    [JsonIgnore] public bool IsConcerned { get; init; }
    [JsonIgnore] public bool IsModerator { get; init; }
    [JsonIgnore] public Guid? ModeratorId { get; init; }

    /// <summary>The suspension that followed from a removal, for moderators; null: none.</summary>
    [JsonIgnore] public Guid? SuspensionId { get; init; }
    [JsonIgnore] public DateTimeOffset? SuspensionEndsAt { get; init; }

    /// <summary>Of the discussion, and where the comment stands in it.</summary>
    [JsonIgnore] public string Title { get; init; } = "";
    [JsonIgnore] public string? Path { get; init; }
}

/// <param name="Way">appeal, outOfCourtBody or court.</param>
/// <param name="Until">Null for what has no end here.</param>
/// <param name="Words">The same for a person.</param>
public sealed record Redress(string Way, DateTimeOffset? Until, string Words);

/// <param name="Version">Of the rules, when it was applied.</param>
public sealed record AppliedRule(string Id, int Version, string Ground, string Title, string Does);

/// <param name="Id">Null, like the texts, for whom it doesn't concern.</param>
/// <param name="Outcome">uphold or reverse; null while nobody has ruled.</param>
public sealed record AppealView(Guid? Id, DateTimeOffset CreatedAt, string? Text, DateTimeOffset? RuledAt, string? Outcome, string? Facts,
    long? Number)
{
    /// <summary>Nobody ruled: what was held came out by itself meanwhile.</summary>
    public bool IsAutomated { get; init; }
}

/// <summary>All that is needed to check that an entry stands in the log.</summary>
/// <param name="Leaf">The entry as it is hashed; UTF-8 in Base64.</param>
/// <param name="Checkpoint">The signed note; null while none covers the entry yet, which takes a minute at most.</param>
/// <param name="Path">The inclusion proof in the tree of the checkpoint's size (RFC 9162); hashes in Base64.</param>
public sealed record ProofView(long Index, string Leaf, long? Size, string? Checkpoint, IReadOnlyList<string> Path)
{
    /// <summary>For whom it concerns, who alone can show what the entry is about: SHA-256 of these bytes and the text after them is its
    /// commitment. Hexadecimal; null for others, and once the text is erased.</summary>
    public string? Salt { get; init; }

    public static ProofView Of(LogProof proof, byte[]? salt) => new(
        proof.Entry.Index, Convert.ToBase64String(proof.Entry.Leaf), proof.Checkpoint?.Size, proof.Checkpoint?.Note,
            [.. proof.Path.Select(hash => Convert.ToBase64String(hash))]) { Salt = salt is null ? null : Convert.ToHexStringLower(salt) };
}
