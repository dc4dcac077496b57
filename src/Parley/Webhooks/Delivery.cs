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

    /// <summary>Those that are held against it: however often nobody was there, it counts once.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it was sent last; null: never yet.</summary>
    public DateTimeOffset? TriedAt { get; private set; }

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
        (Attempts, TriedAt, DueAt, DeliveredAt, Answer) = (Attempts + 1, at, null, at, Cut(answer));

    /// <summary>Nobody was there to take it. It waits for that as long as such things are kept.</summary>
    /// <param name="again">When its webhook is asked again.</param>
    public void Miss(string answer, DateTimeOffset again, DateTimeOffset at) =>
        (Attempts, TriedAt, DueAt, Answer) = (Math.Max(Attempts, 1), at, again, Cut(answer));

    /// <summary>It itself was not taken.</summary>
    /// <returns>Whether it is tried again.</returns>
    public bool Refuse(string answer, DateTimeOffset at)
    {
        DueAt = Attempts < Pauses.Length ? at + Pauses[Attempts] : null;
        (Attempts, TriedAt, Answer) = (Attempts + 1, at, Cut(answer));
        return DueAt is not null;
    }

    /// <summary>Nobody wants to be told of it any more.</summary>
    public void Drop(string answer, DateTimeOffset at) => (Attempts, TriedAt, DueAt, Answer) = (Attempts + 1, at, null, Cut(answer));

    internal static string Cut(string answer) => answer.Length <= LongestAnswer ? answer : answer[..LongestAnswer];
}
