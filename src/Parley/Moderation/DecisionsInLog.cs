using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Moderation;

/// <summary>
/// Sets decisions, comments and texts against what the log says of them: what was changed by hand outside the log is found by it too.
/// Only whoever has the database can; it holds what isn't published.
/// </summary>
public sealed class DecisionsInLog(Database db, int site, LogCheck check)
{
    private const int AtOnce = 256;

    /// <param name="part">Entries that stand side by side.</param>
    public async Task Compare(IReadOnlyList<LogEntry> part, CancellationToken ct)
    {
        var ids = part.Select(x => x.DecisionId).Distinct().ToList();
        var decisions = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site && ids.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, ct);
        var deleted = await db.LogEntries.Where(x => x.SiteId == site && ids.Contains(x.DecisionId) && x.Action == LogAction.Deleted)
            .Select(x => x.DecisionId).ToListAsync(ct);
        var appeals = await db.Appeals.AsNoTracking().Where(x => x.SiteId == site && ids.Contains(x.DecisionId))
            .ToDictionaryAsync(x => x.DecisionId, ct);
        var about = decisions.Values.Select(x => x.CommentId).OfType<Guid>().Distinct().ToList();
        var comments = await db.Comments.AsNoTracking().Where(x => x.SiteId == site && about.Contains(x.Id))
            .Select(x => new Told(x.Id, x.Text, x.WithdrawnAt != null, x.RemovedAt != null)).ToDictionaryAsync(x => x.Id, ct);
        var before = (await db.CommentRevisions.Where(x => x.SiteId == site && about.Contains(x.CommentId))
            .Select(x => new { x.CommentId, x.Text }).ToListAsync(ct)).ToLookup(x => x.CommentId, x => x.Text);
        var (from, to) = (part[0].Index, part[^1].Index);
        var salts = await db.LogSalts.AsNoTracking().Where(x => x.SiteId == site && x.EntryIndex >= from && x.EntryIndex <= to)
            .ToDictionaryAsync(x => x.EntryIndex, x => x.Salt, ct);

        foreach (var entry in part)
        {
            // What isn't in the form of an entry has been said to be none.
            if (LogLeaf.Read(entry.Leaf) is not { } leaf) continue;
            if (!decisions.TryGetValue(leaf.DecisionId, out var decision))
            {
                // Where that was the site's own doing, another entry says so, for everybody to see.
                if (!deleted.Contains(leaf.DecisionId))
                    check.Name(entry.Index, $"is about decision {leaf.DecisionId}, which is not in the database.");
                continue;
            }
            if (leaf.Action == LogAction.Deleted)
            {
                check.Name(entry.Index, $"says that decision {decision.Id} was deleted, and it is there.");
                continue;
            }
            if (Differs(leaf, decision, appeals.GetValueOrDefault(decision.Id)) is { } what)
                check.Name(entry.Index, $"says something else than its decision, whose {what} was changed.");
            var comment = decision.CommentId is { } id ? comments.GetValueOrDefault(id) : null;
            if (leaf.Action == LogAction.Removal && decision.ReversedAt is null && comment is { IsWithdrawn: false, IsGone: false })
                check.Name(entry.Index, "removed a comment that stands there again, and no decision put it back.");
            if (Texts(decision, comment, before) is not { Count: > 0 } texts) continue;
            if (!salts.TryGetValue(entry.Index, out var salt)) check.Name(entry.Index, "has lost its salt, and its text is still there.");
            else if (!texts.Exists(text => LogAppending.Commitment(salt, text).AsSpan().SequenceEqual(leaf.Commitment)))
                check.Name(entry.Index, "is about another text than the one that is there: text or salt was changed.");
        }
    }

    /// <summary>Called after the last part: decisions and comments that no entry speaks of.</summary>
    public async Task End(CancellationToken ct)
    {
        await EachDecision(ct);
        await EachCommentThatIsGone(ct);
        await EachSuspendedReader(ct);
    }

    // By their order, in parts, so that PostgreSQL's one connection is free between.
    private async Task EachDecision(CancellationToken ct)
    {
        for (var last = Guid.Empty; ;)
        {
            var after = last;
            var part = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site && x.Id.CompareTo(after) > 0).OrderBy(x => x.Id)
                .Take(AtOnce).ToListAsync(ct);
            var ids = part.ConvertAll(x => x.Id);
            var entries = (await db.LogEntries.Where(x => x.SiteId == site && ids.Contains(x.DecisionId))
                .Select(x => new { x.DecisionId, x.Index, x.Action }).ToListAsync(ct)).ToLookup(x => x.DecisionId);
            foreach (var decision in part)
            {
                var own = entries[decision.Id].ToList();
                if (decision.LogIndex is { } number && !own.Exists(x => x.Index == number))
                    check.Name(number, $"is not that of decision {decision.Id}, which names it.");
                // What was taken back before it came here with its site stood in another log, and restricts nobody.
                if (decision is { LogIndex: null, ReversedAt: not null } && own.Count == 0) continue;
                if (decision.LogIndex is null && decision.Restricts)
                    check.Say($"Decision {decision.Id} restricts somebody and stands nowhere in the log.");
                if (decision.ReversedAt is not null
                    && !own.Exists(x => x.Action is LogAction.Reversed or LogAction.Release or LogAction.SuspensionEnd))
                    Of(decision, "was taken back without an entry that says so.");
            }
            if (part.Count < AtOnce) return;
            last = part[^1].Id;
        }
    }

    private async Task EachCommentThatIsGone(CancellationToken ct)
    {
        for (var last = Guid.Empty; ;)
        {
            var after = last;
            var part = await db.Comments.AsNoTracking().Where(
                    x => x.SiteId == site && x.Id.CompareTo(after) > 0 && (x.RemovedAt != null || (x.WithdrawnAt != null && x.Text != "")))
                .OrderBy(x => x.Id).Take(AtOnce).Select(x => new { x.Id, x.Removal, IsWithdrawn = x.WithdrawnAt != null }).ToListAsync(ct);
            var ids = part.Select(x => x.Removal?.DecisionId ?? Guid.Empty).ToList();
            var decisions = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site && ids.Contains(x.Id))
                .ToDictionaryAsync(x => x.Id, ct);
            foreach (var one in part)
            {
                var decision = one.Removal is { } told ? decisions.GetValueOrDefault(told.DecisionId) : null;
                // Whoever withdraws takes the text along, and a removal ends with it.
                if (one.IsWithdrawn) check.Say($"Comment {one.Id} is withdrawn, and its text or its removal is still there.");
                else if (decision is null || decision.CommentId != one.Id
                        || decision.Kind is not (DecisionKind.Removal or DecisionKind.Hold))
                    check.Say($"Comment {one.Id} is removed, and no decision says why.");
                else if (decision.ReversedAt is not null) Of(decision, "was taken back, and its comment is still gone.");
                else if (decision.LogIndex != one.Removal!.Number
                    || (decision.Kind == DecisionKind.Removal && decision.RuleId != one.Removal.Rule))
                    Of(decision, "says something else than the place of its comment, which was changed.");
            }
            if (part.Count < AtOnce) return;
            last = part[^1].Id;
        }
    }

    private async Task EachSuspendedReader(CancellationToken ct)
    {
        for (var last = Guid.Empty; ;)
        {
            var after = last;
            var part = await db.Readers.AsNoTracking().Where(x => x.SiteId == site && x.Id.CompareTo(after) > 0 && x.SuspendedUntil != null)
                .OrderBy(x => x.Id).Take(AtOnce).Select(x => new { x.Id, x.SuspensionId, x.SuspendedUntil }).ToListAsync(ct);
            var ids = part.Select(x => x.SuspensionId ?? Guid.Empty).ToList();
            var decisions = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site && ids.Contains(x.Id))
                .ToDictionaryAsync(x => x.Id, ct);
            foreach (var one in part)
                if (decisions.GetValueOrDefault(one.SuspensionId ?? Guid.Empty)
                        is not { Kind: DecisionKind.Suspension, ReversedAt: null } decision
                    || decision.ReaderId != one.Id || decision.UntilAt != one.SuspendedUntil)
                    check.Say($"Reader {one.Id} is suspended, and no decision says so.");
            if (part.Count < AtOnce) return;
            last = part[^1].Id;
        }
    }

    private void Of(Decision decision, string what)
    {
        if (decision.LogIndex is { } number) check.Name(number, what);
        else check.Say($"Decision {decision.Id} {what}");
    }

    private static string? Differs(LogLeaf leaf, Decision decision, Appeal? appeal) =>
        !IsOf(leaf.Action, decision.Kind) ? nameof(decision.Kind)
        : decision.RuleId != leaf.Rule?.Id ? nameof(decision.RuleId)
        : decision.RulesVersion != leaf.Rule?.Version ? nameof(decision.RulesVersion)
        : decision.Ground?.ToString() != leaf.Ground?.ToString() ? nameof(decision.Ground)
        : decision.Source != leaf.Source ? nameof(decision.Source)
        // What is held by a setting is published or ruled on by a person.
        : decision.Automated != leaf.Automated && leaf.Action is not (LogAction.Release or LogAction.Upheld or LogAction.Reversed)
            ? nameof(decision.Automated)
        : decision.LogIndex != leaf.Index && IsFirst(leaf.Action) ? nameof(decision.LogIndex)
        // The time stands in the number too, which the log holds.
        : decision.Id.Version == 7 && Convert.ToInt64(decision.Id.ToString("N")[..12], 16) != decision.DecidedAt.ToUnixTimeMilliseconds()
            ? nameof(decision.DecidedAt)
        : leaf.Action is LogAction.Reversed or LogAction.Release or LogAction.SuspensionEnd && decision.ReversedAt is null
            ? nameof(decision.ReversedAt)
        : leaf.Action is LogAction.Upheld or LogAction.Reversed && (appeal?.LogIndex != leaf.Index
            || appeal.Outcome != (leaf.Action == LogAction.Upheld ? AppealOutcome.Uphold : AppealOutcome.Reverse)) ? "appeal"
        : null;

    private static bool IsFirst(LogAction action) =>
        action is LogAction.Removal or LogAction.Hold or LogAction.Suspension or LogAction.NoticeRejected or LogAction.Kept;

    private static bool IsOf(LogAction action, DecisionKind kind) => action switch
    {
        LogAction.Removal => kind == DecisionKind.Removal,
        LogAction.Hold or LogAction.Release => kind == DecisionKind.Hold,
        LogAction.Suspension or LogAction.SuspensionEnd => kind == DecisionKind.Suspension,
        LogAction.NoticeRejected or LogAction.Kept or LogAction.Publish => kind == DecisionKind.Kept,
        _ => kind != DecisionKind.Kept,
    };

    /// <summary>What the entry can be about: the comment as it is or was before it was edited, or the reasons of a suspension. Null where
    /// nothing is left.</summary>
    private static List<string>? Texts(Decision decision, Told? comment, ILookup<Guid, string> before)
    {
        if (decision.Kind == DecisionKind.Suspension) return [decision.Facts];
        return comment is { IsWithdrawn: false, Text.Length: > 0 } ? [comment.Text, .. before[comment.Id]] : null;
    }

    private sealed record Told(Guid Id, string Text, bool IsWithdrawn, bool IsGone);
}
