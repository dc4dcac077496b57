using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Webhooks;

/// <summary>What a publisher's programs can be told.</summary>
public static class Happening
{
    public const string Published = "comment.published", Edited = "comment.edited", Withdrawn = "comment.withdrawn",
        Removed = "comment.removed", Restored = "comment.restored", Reported = "comment.reported",
        Appealed = "comment.appealed", Moved = "article.moved", Test = "webhook.test";

    /// <summary>Those that can be chosen; a test comes to whoever asks for it.</summary>
    public static readonly IReadOnlyList<string> All = [Published, Edited, Withdrawn, Removed, Restored, Reported, Appealed, Moved];
}

/// <summary>
/// Writes down what happened, in the transaction in which it did: both are kept or neither is, and a program that is killed in between
/// forgets nothing. A site without webhooks pays nothing for it.
/// </summary>
public sealed class Outbox(Database db, Hooks hooks)
{
    private static readonly Statement Insert = new("""
        INSERT INTO webhook_deliveries ("SiteId", "Id", "WebhookId", "EventId", "Kind", "SubjectId", "HappenedAt", "Attempts", "DueAt")
        VALUES (@site, @id, @hook, @event, @kind, @subject, @at, 0, @due)
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("hook", DbType.Guid), ("event", DbType.Guid), ("kind", DbType.String),
        ("subject", DbType.Guid), ("at", DbType.DateTime), ("due", DbType.DateTime));

    /// <summary>On the hot roads.</summary>
    public void Tell(Statements statements, string kind, Guid subject, DateTimeOffset at)
    {
        foreach (var one in Of(kind, subject, at))
            statements.Execute(Insert, one.SiteId, one.Id, one.WebhookId, one.EventId, one.Kind, one.SubjectId, one.HappenedAt, one.DueAt);
    }

    /// <summary>Saved with what is tracked.</summary>
    public void Tell(string kind, Guid subject, DateTimeOffset at) => db.Deliveries.AddRange(Of(kind, subject, at));

    private IEnumerable<Delivery> Of(string kind, Guid subject, DateTimeOffset at)
    {
        if (!hooks.AreOn) return [];
        var happening = Clock.NewId(at);
        return hooks.InForce.Where(hook => hook.Wants(kind)).Select(hook => Delivery.Of(hook, happening, kind, subject, at));
    }
}

/// <summary>The webhooks in force, in memory: made and ended by commands beside the server, which hears of it within a second.</summary>
public sealed class Hooks(CurrentSite site, IServiceScopeFactory scopes)
{
    private volatile Known? known;

    public bool AreOn => InForce.Count > 0;

    public IReadOnlyList<Webhook> InForce => Read().All;

    private Known Read()
    {
        var version = site.Site.Version;
        if (known is { } kept && kept.Version == version) return kept;
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        return known = new(version, [.. db.Webhooks.AsNoTracking().InForce(site.Id)]);
    }

    private sealed record Known(int Version, IReadOnlyList<Webhook> All);
}
