using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// The log as tables of comma-separated values (RFC 4180), every field made of what was hashed, but for some of the EU's: when the comment
/// was written, when a restriction ends, and what its rule says.
/// </summary>
public sealed class TransparencyCsv(Database db, CurrentSite site, HouseRulesInForce rules, TimeProvider clock)
{
    private static readonly string[] DecisionColumns =
        ["index", "at", "action", "decision", "rule", "rule_version", "ground", "automated", "source", "waited_seconds", "commitment"];

    /// <summary>
    /// Names and values as the EU's transparency database takes them (https://transparency.dsa.ec.europa.eu/page/api-documentation,
    /// as of July 2025), and the time of the decision as <c>created_at</c>.
    /// </summary>
    private static readonly string[] StatementColumns =
    [
        "decision_visibility", "decision_visibility_other", "decision_monetary", "decision_monetary_other", "decision_provision",
        "decision_account", "account_type", "decision_ground", "decision_ground_reference_url", "illegal_content_legal_ground",
        "illegal_content_explanation", "incompatible_content_ground", "incompatible_content_explanation", "incompatible_content_illegal",
        "content_type", "content_type_other", "category", "category_addition", "category_specification",
        "category_specification_other", "territorial_scope", "content_language", "content_date", "application_date",
        "end_date_account_restriction", "end_date_monetary_restriction", "end_date_service_restriction", "end_date_visibility_restriction",
        "decision_facts", "source_type", "source_identity", "automated_detection", "automated_decision", "puid", "created_at",
    ];

    /// <summary>The European Economic Area: what is removed here is removed everywhere.</summary>
    private static readonly string Everywhere = "[" + string.Join(',', ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT "
        + "NL NO PL PT RO SE SI SK").Split(' ').Select(x => $"\"{x}\"")) + "]";

    public Task Decisions(Stream to, CancellationToken ct) =>
        Write(to, DecisionColumns, leaves => Task.FromResult(leaves.Select(Decision)), ct);

    public Task Statements(Stream to, CancellationToken ct) => Write(to, StatementColumns, leaves => Statements(leaves, ct), ct);

    // Asked once for a page of the log.
    private async Task<IEnumerable<IReadOnlyList<string?>>> Statements(IReadOnlyList<LogLeaf> leaves, CancellationToken ct)
    {
        var restricting = leaves.Where(x => x.Action is LogAction.Removal or LogAction.Hold or LogAction.Suspension).ToList();
        var ids = restricting.ConvertAll(x => x.DecisionId);
        var kept = (await (
            from decision in db.Decisions
            join comment in db.Comments on new { decision.SiteId, Id = decision.CommentId!.Value } equals new { comment.SiteId, comment.Id }
            where decision.SiteId == site.Id && ids.Contains(decision.Id)
            select new { decision.Id, decision.Kind, decision.ReversedAt, decision.UntilAt, comment.CreatedAt, comment.Removal })
                .ToListAsync(ct))
            .ToDictionary(x => x.Id, x =>
                new Times(x.CreatedAt, x.ReversedAt ?? (x.Kind != DecisionKind.Hold || IsWaiting(x.Removal, x.Id) ? x.UntilAt : null)));
        var books = new Dictionary<int, RuleBook>();
        foreach (var version in restricting.Select(x => x.Rule?.Version).OfType<int>().Distinct())
            books[version] = await rules.Of(version, db, ct);
        return restricting.Select(leaf => Statement(leaf, kept.GetValueOrDefault(leaf.DecisionId),
            leaf.Rule is { } rule ? books[rule.Version].Find(rule.Id) : null));
    }

    // What is overdue, or was removed after it was held, has no end that is known.
    private bool IsWaiting(Removal? removal, Guid hold) =>
        removal is { HeldUntil: { } until } && removal.DecisionId == hold && until > clock.Now();

    private static IReadOnlyList<string?> Decision(LogLeaf leaf) =>
    [
        Number(leaf.Index), leaf.TimeText, LogLeaf.Name(leaf.Action), leaf.DecisionId.ToString(), leaf.Rule?.Id,
        leaf.Rule is { } rule ? Number(rule.Version) : null, leaf.Ground is { } ground ? LogLeaf.Name(ground) : null,
        leaf.Automated ? "true" : "false", LogLeaf.Name(leaf.Source), leaf.Waited is { } waited ? Number(waited) : null,
        Convert.ToHexStringLower(leaf.Commitment),
    ];

    /// <param name="times">Null where they are no longer known.</param>
    /// <param name="rule">As its version was written down; null where none was broken.</param>
    private IReadOnlyList<string?> Statement(LogLeaf leaf, Times? times, Rule? rule)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["decision_ground"] = "DECISION_GROUND_INCOMPATIBLE_CONTENT",
            ["decision_ground_reference_url"] = site.Absolute("/guidelines"),
            ["incompatible_content_ground"] = leaf.Rule is { } broken
                ? string.Create(CultureInfo.InvariantCulture, $"{broken.Id}, version {broken.Version}") : "house rules",
            // Asked for with this ground, or the database refuses the row.
            ["incompatible_content_explanation"] = Explanation(leaf, rule),
            ["content_type"] = "[\"CONTENT_TYPE_TEXT\"]",
            ["category"] = TransparencyCategories.Of(leaf.Rule?.Id),
            ["territorial_scope"] = Everywhere,
            ["application_date"] = Day(leaf.At),
            ["content_date"] = Day(times?.WrittenAt),
            ["decision_facts"] = Facts(leaf, rule),
            ["source_type"] = leaf.Source switch
            {
                LogSource.Notice => "SOURCE_ARTICLE_16",
                LogSource.Report => "SOURCE_TYPE_OTHER_NOTIFICATION",
                _ => "SOURCE_VOLUNTARY"
            },
            ["automated_detection"] = leaf.Automated ? "Yes" : "No",
            ["automated_decision"] = leaf.Automated ? "AUTOMATED_DECISION_FULLY" : "AUTOMATED_DECISION_NOT_AUTOMATED",
            ["puid"] = string.Create(CultureInfo.InvariantCulture, $"{leaf.DecisionId}-{leaf.Index}"),
            ["created_at"] = leaf.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        };
        // A suspended reader still reads; a comment that is held is not shown.
        if (leaf.Action == LogAction.Suspension)
            (fields["decision_provision"], fields["end_date_service_restriction"]) = ("DECISION_PROVISION_PARTIAL_SUSPENSION",
                Day(times?.EndsAt));
        else
            fields["decision_visibility"] = leaf.Action == LogAction.Removal
                ? "[\"DECISION_VISIBILITY_CONTENT_REMOVED\"]" : "[\"DECISION_VISIBILITY_CONTENT_DISABLED\"]";
        if (leaf.Action == LogAction.Hold) fields["end_date_visibility_restriction"] = Day(times?.EndsAt);
        return [.. StatementColumns.Select(column => fields.GetValueOrDefault(column))];
    }

    private static string Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Explanation(LogLeaf leaf, Rule? rule) =>
        rule is not null ? $"The terms of this site forbid a comment that {rule.Does.TrimEnd('.')}. {rule.Text}".TrimEnd()
        : leaf.Action == LogAction.Hold
            ? "By a setting of this site, comments of some kinds are looked at by a moderator before others read them."
        : "The rules of this site, at the address given.";

    /// <summary>What can be said without naming anybody, made of the log and the rule alone.</summary>
    private static string Facts(LogLeaf leaf, Rule? rule)
    {
        var done = leaf.Action switch
        {
            LogAction.Removal => "A comment in a public discussion was removed",
            LogAction.Hold => "A comment in a public discussion was held back until a moderator had looked at it, or its time was over",
            _ => "A reader was suspended from writing comments for a while",
        };
        var what = leaf.Action == LogAction.Suspension ? "a comment of theirs" : "it";
        var why = rule is not null && leaf.Action == LogAction.Hold
            ? $": many new accounts posted nearly the same text within an hour, which is looked at under the rule \"{rule.Title}\""
            : rule is not null ? $": {what} {rule.Does.TrimEnd('.')} (rule \"{rule.Title}\")" : leaf.Action == LogAction.Hold
            ? ": by a setting of the site, the first comment of an author, or the first with a link, is looked at first" : "";
        var how = leaf.Source switch
        {
            LogSource.Notice => "Somebody had given notice of it (Article 16)", LogSource.Report => "Readers had reported it",
            _ when leaf.Automated => "A program found it",
            _ => "A moderator had come upon it",
        };
        var waited = leaf.Waited is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $" {seconds} seconds before the decision") : "";
        return $"{done}{why}. {how}{waited}; {(leaf.Automated ? "a program decided" : "a person decided")}. "
            + "Left out, since they can name people: the text of the comment, its author, and the moderator's own words, which the "
            + "author was told.";
    }

    /// <param name="EndsAt">When a suspension or a hold ended, or ends by itself.</param>
    private sealed record Times(DateTimeOffset WrittenAt, DateTimeOffset? EndsAt);

    private async Task Write(Stream to, IReadOnlyList<string> columns,
        Func<IReadOnlyList<LogLeaf>, Task<IEnumerable<IReadOnlyList<string?>>>> rows, CancellationToken ct)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(false), 32 * 1024, leaveOpen: true);
        await text.WriteAsync(Line(columns));
        // Page by page, so that no reading of a slow reader's holds the database.
        for (long next = 0; ;)
        {
            var from = next;
            var lines = await db.LogEntries.Where(x => x.SiteId == site.Id && x.Index >= from).OrderBy(x => x.Index).Take(1000)
                .Select(x => new LogLine(x.Index, x.Leaf)).ToListAsync(ct);
            if (lines.Count == 0) break;
            foreach (var fields in await rows([.. lines.Select(line => LogLeaf.Read(line.Leaf)).OfType<LogLeaf>()]))
                await text.WriteAsync(Line(fields));
            next = lines[^1].Index + 1;
        }
    }

    public static string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(field => Quoted(field ?? ""))) + "\r\n";

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
