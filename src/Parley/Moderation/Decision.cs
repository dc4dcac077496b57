using Parley.Comments;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

public enum DecisionKind
{
    /// <summary>A comment was taken out of the discussion.</summary>
    Removal,

    /// <summary>Somebody asked for a removal, and the comment stays.</summary>
    Kept,

    /// <summary>A reader may not write for a while.</summary>
    Suspension,

    /// <summary>A comment waits for a moderator before others read it.</summary>
    Hold,
}

/// <summary>What a moderator decided, once, with its reasons. It is never changed; a ruling on an appeal stands beside it.</summary>
public sealed class Decision
{
    /// <summary>Six months (Digital Services Act, Art. 20 (1)).</summary>
    public const int MonthsToAppeal = 6;

    private Decision() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public DecisionKind Kind { get; private set; }
    public Guid? CommentId { get; private set; }

    /// <summary>Whom it concerns: the author of the comment.</summary>
    public Guid ReaderId { get; private set; }

    /// <summary>The rule and the version of the rules by which it was decided; null where none was broken.</summary>
    public string? RuleId { get; private set; }
    public int? RulesVersion { get; private set; }
    public Ground? Ground { get; private set; }

    /// <summary>What was found, in the moderator's words.</summary>
    public string Facts { get; private set; } = "";
    public LogSource Source { get; private set; }
    public bool Automated { get; private set; }

    /// <summary>Who decided; null where no person did.</summary>
    public Guid? ModeratorId { get; private set; }

    /// <summary>When the matter came up; null for at once.</summary>
    public DateTimeOffset? RaisedAt { get; private set; }
    public DateTimeOffset DecidedAt { get; private set; }

    /// <summary>Its entry in the public log, and the number by which people speak of it; null for what restricts nobody.</summary>
    public long? LogIndex { get; private set; }

    /// <summary>The removal that a suspension follows, with which it stands and falls; null for other decisions.</summary>
    public Guid? CauseId { get; private set; }

    /// <summary>When a suspension ends by itself, or what is held has waited long enough; null for other decisions.</summary>
    public DateTimeOffset? UntilAt { get; private set; }

    /// <summary>Taken back after an appeal, or with the removal that it followed; of a hold: when it was published.</summary>
    public DateTimeOffset? ReversedAt { get; private set; }

    /// <summary>What takes something from somebody, and so can be appealed.</summary>
    public bool Restricts => Kind != DecisionKind.Kept;

    public DateTimeOffset AppealableUntil => DecidedAt.AddMonths(MonthsToAppeal);

    /// <summary>By its kind, and since it stands; a hold can be once its time is over (<see cref="ModerationTable.Overdue"/>).</summary>
    public bool CanBeAppealed => Kind is DecisionKind.Removal or DecisionKind.Suspension && ReversedAt is null;

    public static Decision Of(DecisionKind kind, Comment comment, Reasons reasons, Origin origin, Reader moderator, DateTimeOffset at) =>
        new()
    {
        SiteId = comment.SiteId, Id = Clock.NewId(at), Kind = kind, CommentId = comment.Id, ReaderId = comment.AuthorId,
        RuleId = reasons.Rule?.Id, Ground = reasons.Rule?.Ground, RulesVersion = reasons.Rule is null ? null : reasons.RulesVersion,
            Facts = reasons.Facts,
        Source = origin.Source, RaisedAt = origin.RaisedAt, ModeratorId = moderator.Id, DecidedAt = at,
    };

    /// <param name="cause">The removal that it follows, with its rule.</param>
    public static Decision Suspend(Decision cause, string facts, DateTimeOffset until, Reader moderator, DateTimeOffset at) => new()
    {
        SiteId = cause.SiteId, Id = Clock.NewId(at), Kind = DecisionKind.Suspension, CommentId = cause.CommentId,
            ReaderId = cause.ReaderId, RuleId = cause.RuleId, Ground = cause.Ground,
        RulesVersion = cause.RulesVersion, Facts = facts, Source = cause.Source, ModeratorId = moderator.Id, DecidedAt = at,
            UntilAt = until, CauseId = cause.Id,
    };

    /// <param name="facts">What made it wait.</param>
    /// <param name="under">The rule under which it is looked at; null for a setting of the site.</param>
    public static Decision Hold(Comment comment, string facts, DateTimeOffset until, DateTimeOffset at, Reasons? under = null) => new()
    {
        SiteId = comment.SiteId, Id = Clock.NewId(at), Kind = DecisionKind.Hold, CommentId = comment.Id, ReaderId = comment.AuthorId,
        RuleId = under?.Rule?.Id, Ground = under?.Rule?.Ground, RulesVersion = under?.RulesVersion,
        Facts = facts, Source = LogSource.OwnInitiative, Automated = true, DecidedAt = at, UntilAt = until,
    };

    /// <summary>Whether who asks is whom it concerns: as this reader, or with the receipt that only they are given. Nobody of the staff is
    /// taken for somebody else, whatever receipt they bring: an appeal is the author's.</summary>
    public bool IsFor(Reader? reader, string? receipt, Site site) =>
        reader?.Id == ReaderId
            || (reader is not { IsStaff: true } && (reader is null || reader.Id != ModeratorId) && Receipt.Opens(receipt, site, Id));

    public void Stand(long logIndex) => LogIndex = logIndex;

    public void Reverse(DateTimeOffset at) => ReversedAt = at;

    /// <summary>What the log says of it, or of what became of it.</summary>
    public LogFacts InLog(LogAction action, string text, DateTimeOffset? raisedAt) =>
        new(SiteId, action, Id, RuleId is null ? null : new(RuleId, RulesVersion!.Value), Ground is { } ground
            ? Enum.Parse<LogGround>(ground.ToString()) : null, Automated, Source, text)
        {
            RaisedAt = raisedAt,
        };
}

/// <param name="Rule">Null where none was broken.</param>
public sealed record Reasons(Rule? Rule, int RulesVersion, string Facts)
{
    /// <summary>A page; more is no longer read by whom it concerns.</summary>
    public const int LongestFacts = 4000;

    /// <summary>Visible characters; below that it was a slip of the keys: nothing can be checked by it.</summary>
    public const int ShortestFacts = 3;

    private static readonly Refusal NoRule = new(422, "rule-missing", "Say which rule was broken. The rules are: {0}.");
    private static readonly Refusal UnknownRule = new(422, "unknown-rule", "There is no such rule. The rules are: {0}.");
    private static readonly Refusal NoFacts = new(422, "facts-missing",
        "Say what was found: the author reads it, and a decision without facts can't be appealed.");
    private static readonly Refusal ShortFacts = new(422, "facts-too-short",
        "Say in a few words what was found, so that somebody else could check it.");
    private static readonly Refusal LongFacts = new(422, "facts-too-long",
        "The facts have at most {0} characters.") { Args = [LongestFacts] };

    /// <summary>A rule in force and facts, or the refusal.</summary>
    public static Outcome<Reasons> Judge(RuleBook book, string? rule, string? facts)
    {
        if (Named(book, rule).Refused(out var unknown, out var broken)) return unknown;
        return Found(facts).Refused(out var missing, out var found) ? missing : new Reasons(broken, book.Version, found);
    }

    public static Outcome<Rule> Named(RuleBook book, string? rule) => book.Find(rule) is { } found ? found
        : (string.IsNullOrWhiteSpace(rule) ? NoRule : UnknownRule) with { Args = [string.Join(", ", book.Rules.Select(x => x.Id))] };

    public static Outcome<string> Found(string? raw)
    {
        var facts = CleanText.Storable((raw ?? "").ReplaceLineEndings("\n")).Trim();
        return Markup.VisibleLength(facts) switch
        {
            0 => NoFacts,
            < ShortestFacts => ShortFacts,
            _ => facts.Length > LongestFacts ? LongFacts : facts
        };
    }
}

/// <summary>How a matter came up, and when.</summary>
public sealed record Origin(LogSource Source, DateTimeOffset? RaisedAt);
