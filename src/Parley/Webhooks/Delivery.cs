using Parley.Web;

namespace Parley.Webhooks;

/// <summary>
/// Something that happened, on its way to one webhook. It says what and to whom; the words are read when it is sent, so that what was
/// withdrawn meanwhile is not told.
/// </summary>
public sealed class Delivery
{
    /// <summary>After each attempt that fails, as Standard Webhooks advises: more than three days in all.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Of those, the longest where nobody was there: it is not this event's fault.</summary>
    private const int LongestAway = 2;

    private const int LongestAnswer = 100;

    private Delivery() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid WebhookId { get; private set; }

    /// <summary>The same at every attempt, and to every webhook: by it a receiver knows what it has had.</summary>
    public Guid EventId { get; private set; }

    public string Kind { get; private set; } = "";

    /// <summary>The comment, decision or move.</summary>
    public Guid SubjectId { get; private set; }

    public DateTimeOffset HappenedAt { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>When it is sent next, where its webhook can be reached; null once it has arrived or was given up.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>What came back for it: a status, or why there was none.</summary>
    public string? Answer { get; private set; }

    public static Delivery Of(Webhook to, Guid happening, string kind, Guid subject, DateTimeOffset at) => new()
    {
        SiteId = to.SiteId, Id = Clock.NewId(at), WebhookId = to.Id, EventId = happening, Kind = kind, SubjectId = subject,
        HappenedAt = at, DueAt = at,
    };

    public void Arrive(string answer, DateTimeOffset at) =>
        (Attempts, DueAt, DeliveredAt, Answer) = (Attempts + 1, null, at, Cut(answer));

    /// <summary>Nobody was there to take it. It waits for that as long as such things are kept.</summary>
    public void Miss(string answer, DateTimeOffset at)
    {
        DueAt = at + Pauses[Math.Min(Attempts, LongestAway)];
        (Attempts, Answer) = (Attempts + 1, Cut(answer));
    }

    /// <summary>It itself was not taken.</summary>
    /// <returns>Whether it is tried again.</returns>
    public bool Refuse(string answer, DateTimeOffset at)
    {
        DueAt = Attempts < Pauses.Length ? at + Pauses[Attempts] : null;
        (Attempts, Answer) = (Attempts + 1, Cut(answer));
        return DueAt is not null;
    }

    /// <summary>Nobody wants to be told of it any more.</summary>
    public void Drop(string answer) => (Attempts, DueAt, Answer) = (Attempts + 1, null, Cut(answer));

    internal static string Cut(string answer) => answer.Length <= LongestAnswer ? answer : answer[..LongestAnswer];
}
