using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>Takes notices. Like a report, a notice hides nothing by itself.</summary>
public sealed partial class Notices(Database db, CurrentSite site, HouseRulesInForce rules, Change change)
{
    public const int LongestReasons = 4000;
    public const int LongestName = 200;

    private static readonly Refusal BadUrl = new(422, "bad-url",
        "Give the exact address of the comment: open its time, and copy the address of that page.");
    private static readonly Refusal NoComment = new(422, "no-comment", "There is no comment at this address, or it is no longer shown.");
    private static readonly Refusal NoReasons = new(422, "reasons-missing", "Say why it is illegal, or which rule it breaks and how.");
    private static readonly Refusal LongReasons = new(422, "reasons-too-long",
        "The reasons have at most {0} characters.") { Args = [LongestReasons] };
    private static readonly Refusal NoName = new(422, "name-missing",
        "A notice needs your name and an e-mail address, unless it is about the sexual abuse of a child.");
    private static readonly Refusal NotGood = new(422, "good-faith-missing",
        "A notice is given in good faith: confirm that it is accurate and complete, as far as you know.");

    public async Task<Outcome<GivenNotice>> Give(NoticeRequest asked, string host, CancellationToken ct)
    {
        // Judge
        if (CommentAt(asked.Url, host) is not { } id) return BadUrl;
        if (Reasons.Named(rules.Current, asked.Rule).Refused(out var unknown, out var rule)) return unknown;
        var reasons = CleanText.Storable((asked.Reasons ?? "").ReplaceLineEndings("\n")).Trim();
        if (Markup.VisibleLength(reasons) == 0) return NoReasons;
        if (reasons.Length > LongestReasons) return LongReasons;
        var name = HouseLine.Of(asked.Name);
        EmailAddress? email = null;
        if (!asked.AboutChild && (Markup.VisibleLength(name) == 0 || name.Length > LongestName
            || !EmailAddress.TryParse(asked.Email, out email))) return NoName;
        if (!asked.GoodFaith) return NotGood;
        var said = asked with { Reasons = reasons, Name = asked.AboutChild ? null : name, Email = email?.Text };

        // Change: nothing that is shown
        var discussion = await db.Comments.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => x.DiscussionId)
            .FirstOrDefaultAsync(ct);
        return discussion == Guid.Empty ? NoComment : await change.Of<GivenNotice>(discussion, async at =>
        {
            var comment = await db.Comments.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == id);
            if (!comment.IsPublished) return NoComment;
            var (notice, receipt) = Notice.Give(site.Id, id, rule, rules.Current.Version, said, at);
            db.Notices.Add(notice);
            if (await db.Cases.OpenOn(comment).FirstOrDefaultAsync(x => x.Kind == CaseKind.Notice) is { } open) open.Again();
            else db.Cases.Add(Case.Of(notice, at));
            return new GivenNotice(notice.Id, receipt);
        }, _ => null, ct);
    }

    /// <summary>Erases the names and addresses of those whose notice was answered long ago.</summary>
    /// <returns>How many; null where there was none.</returns>
    public async Task<Forgotten?> ForgetNames(DateTimeOffset now, CancellationToken ct)
    {
        var until = now.AddMonths(-Notice.MonthsNamed);
        var due = db.Notices.Where(x => x.SiteId == site.Id && x.AnsweredAt <= until && x.Email != null);
        if (!await due.AnyAsync(ct)) return null;
        return (await change.Of<Forgotten>(Guid.Empty, async _ => new Forgotten(await due.ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Name, (string?)null).SetProperty(x => x.Email, (string?)null))), _ => null, ct)).Value;
    }

    /// <summary>The comment that an address of this site leads to; null for any other address.</summary>
    private Guid? CommentAt(string? url, string host)
    {
        if (!Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return null;
        if (Authority(url) is not { } at || !new[] { host, Authority(site.PublicUrl), Authority(site.Site.Origin) }.Contains(at,
            StringComparer.OrdinalIgnoreCase)) return null;
        return Named().Match(address.AbsolutePath + address.Fragment) is { Success: true } match ? Guid.Parse(match.Groups[1].ValueSpan)
            : null;
    }

    private static string? Authority(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        && SiteOrigin.Of(address) is { } origin ? origin[(address.Scheme.Length + 3)..] : null;

    [GeneratedRegex("(?:/comments/|#c-)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}

public sealed record Forgotten(int Notices);

/// <summary>Looks every hour for names that need not be known any more.</summary>
public sealed class NoticeRounds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<NoticeRounds> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Apart);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<Notices>().ForgetNames(clock.Now(), stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Names of those who gave notice could not be erased, trying again: {Reason}", error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

/// <param name="Receipt">Shown once: with it the answer is read at <c>/notices/{id}?receipt=…</c>.</param>
public sealed record GivenNotice(Guid NoticeId, string Receipt);
