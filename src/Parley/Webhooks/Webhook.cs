using System.Security.Cryptography;
using System.Text;
using Parley.Web;

namespace Parley.Webhooks;

/// <summary>A program of the publisher's that is told what happens, in the manner of Standard Webhooks 1.0.</summary>
public sealed class Webhook
{
    /// <summary>Tells this kind of secret from others; what follows is base64, as Standard Webhooks has it.</summary>
    private const string Beginning = "whsec_";

    /// <summary>By this it asks to be told nothing any more.</summary>
    public const int Gone = 410;

    /// <summary>After a change of the secret both sign, so that a receiver can change in its own time.</summary>
    private static readonly TimeSpan BothSign = TimeSpan.FromDays(1);

    /// <summary>
    /// While it is away one event at a time asks for all whether it is back. The last pause is what a receiver that is back waits at most.
    /// </summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)];

    private Webhook() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public string Url { get; private set; } = "";
    public string Secret { get; private set; } = "";
    public string? OldSecret { get; private set; }
    public DateTimeOffset? OldSecretUntil { get; private set; }

    /// <summary>Names of what it is told, with commas between; empty: all.</summary>
    public string Kinds { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Told nothing any more. The row stays as long as there is something that names it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What came back last: a status, or a word for why there was none; null before the first.</summary>
    public string? Answer { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>When it last took something; null: never yet.</summary>
    public DateTimeOffset? TookAt { get; private set; }

    /// <summary>Since when it has taken nothing; null: it is there.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    /// <summary>Tries in a row that found it away.</summary>
    public int Misses { get; private set; }

    /// <summary>Nothing is sent before; null: at once.</summary>
    public DateTimeOffset? NotBeforeAt { get; private set; }

    /// <summary>Who sends to it just now: one at a time. Until then; who has not come back by then is gone.</summary>
    public Guid? HeldBy { get; private set; }

    public DateTimeOffset? HeldUntilAt { get; private set; }

    /// <summary>For logs and pages: the rest of an address may be a secret.</summary>
    public string Host => new Uri(Url).Host;

    public bool HasTaken => Answer is ['2', ..];

    public bool AsksForNothing => EndedAt is not null && Answer == $"{Gone}";

    public static Webhook Of(int siteId, Uri url, IEnumerable<string> kinds, DateTimeOffset at) => new()
    {
        SiteId = siteId, Id = Clock.NewId(at), Url = url.AbsoluteUri, Secret = NewSecret(), Kinds = string.Join(',', kinds), CreatedAt = at,
    };

    /// <summary>Changed again within that day, the one that receivers have goes on signing, and not one that nobody may know.</summary>
    public void Rotate(DateTimeOffset at)
    {
        if (!(OldSecretUntil > at)) (OldSecret, OldSecretUntil) = (Secret, at + BothSign);
        Secret = NewSecret();
    }

    public void End(DateTimeOffset at) => EndedAt ??= at;

    public bool Wants(string kind) => EndedAt is null && (Kinds.Length == 0 || Kinds.Split(',').Contains(kind));

    /// <summary>It has taken something.</summary>
    public void Took(string answer, DateTimeOffset at)
    {
        Answered(answer, at);
        (TookAt, AwaySince) = (at, null);
    }

    /// <summary>It is there, whatever it said.</summary>
    public void Answered(string answer, DateTimeOffset at) =>
        (Answer, AnsweredAt, Misses, NotBeforeAt) = (Delivery.Cut(answer), at, 0, null);

    /// <summary>Nobody was there, or nobody who could take anything.</summary>
    /// <returns>When it is asked again.</returns>
    public DateTimeOffset Missed(string answer, DateTimeOffset at)
    {
        (Answer, AnsweredAt, AwaySince) = (Delivery.Cut(answer), at, AwaySince ?? at);
        var again = at + Pauses[Math.Min(Misses, Pauses.Length - 1)];
        (NotBeforeAt, Misses) = (again, Misses + 1);
        return again;
    }

    /// <summary>True once each time that it is away for longer: whoever runs this server should hear of it.</summary>
    public bool IsLongAway => Misses == Pauses.Length;

    /// <summary>The header <c>webhook-signature</c>: HMAC-SHA256 over id, time and body, by each secret in force.</summary>
    /// <param name="at">Seconds since 1970, as the header <c>webhook-timestamp</c> says it.</param>
    public string Sign(string id, long at, byte[] body, DateTimeOffset now)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body];
        return string.Join(' ', new[] { Secret, OldSecretUntil > now ? OldSecret : null }.OfType<string>().Select(secret =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Beginning.Length..]), signed))));
    }

    private static string NewSecret() => Beginning + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
