using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Embedding;

/// <summary>Whether the publisher's programs hear what they are told: what waits for each, a test, and what never arrived once more.
/// Addresses and secrets are for whoever holds the machine.</summary>
public static class WebhookPages
{
    private const string Here = "~/moderation/webhooks";

    public static void MapWebhookPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/moderation/webhooks").GuardOrigin().ForStaff(Role.Moderator).ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapPost("/{id:guid}/test", Test);
        pages.MapPost("/{id:guid}/replay", Replay);
    }

    /// <param name="tested">The one that was just sent a test.</param>
    /// <param name="again">The one to which something was just sent again, and how much.</param>
    private static async Task<IResult> Show(
        Guid? tested, Guid? again, int? count, HttpContext http, CurrentSite site, Subscriptions subscriptions, Desk desk,
        PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        var (t, all, many) = (site.Words, await subscriptions.All(ct), count ?? 0);
        return await pages.Personal<WebhookPage>(new WebhookPage.WebhookView(
            t, site.Site.Name, new Times(clock.Now(), site.Zone, t), all.ConvertAll(x => Row(x.Hook, x.Waiting)), desk.Stamp(http)));

        WebhookPage.One Row(Webhook hook, int waiting) => new(
            hook.Id, hook.Host, hook.Kinds.Replace(",", ", ", StringComparison.Ordinal), waiting, hook.Answer, hook.AnsweredAt,
            hook.AwaySince, hook.AsksForNothing, Said(hook));

        string? Said(Webhook hook)
        {
            if (hook.Id == again) return t.Count(many, "{0} event is on its way again.", "{0} events are on their way again.");
            if (hook.Id != tested || hook.Answer is not { } answer) return null;
            return hook.HasTaken ? t["It was taken: {0}.", answer] : t["It was not taken: {0}.", answer];
        }
    }

    private static async Task<IResult> Test(
        Guid id, HttpContext http, Pace pace, Subscriptions subscriptions, Deliveries deliveries, CancellationToken ct)
    {
        if (TooOften(http, pace) is { } tooOften) return tooOften.AsProblem();
        if ((await subscriptions.Find(id, ct)).Refused(out var refusal, out var hook)) return refusal.AsProblem();
        await deliveries.Try(hook, ct);
        return Results.LocalRedirect($"{Here}?tested={id}");
    }

    private static async Task<IResult> Replay(
        Guid id, HttpContext http, Pace pace, Subscriptions subscriptions, Deliveries deliveries, CancellationToken ct)
    {
        if (TooOften(http, pace) is { } tooOften) return tooOften.AsProblem();
        if ((await subscriptions.Find(id, ct)).Refused(out var refusal, out var hook)) return refusal.AsProblem();
        return Results.LocalRedirect($"{Here}?again={id}&count={await deliveries.Replay(hook.Id, null, ct)}");
    }

    private static Refusal? TooOften(HttpContext http, Pace pace) =>
        pace.Check(Limits.ReaderTests, Acting.In(http).Reader!.Id.ToString());
}
