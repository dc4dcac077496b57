using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Reputation;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>A publisher's reader comes in by the publisher's word, and goes.</summary>
public static class PublisherSignIn
{
    public static void MapPublisherSignIn(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Readers").GuardOrigin();
        api.MapPost("/sign-in/publisher", SignIn).LimitNetwork(Limits.PublisherSignIns).WithMetadata(new TakesEndedPass())
            .WithSummary("Signs a reader in by a JWT of their publisher; the token that is answered speaks for them");
        api.MapPost("/sign-out", SignOut).LimitNetwork(Limits.PublisherSignIns).WithMetadata(new TakesEndedPass())
            .WithSummary("Ends the token or the session that asks, and what frames hold for its reader");
    }

    private static async Task<Results<Ok<SignedIn>, Refused>> SignIn(
        PublisherTokenRequest asked, HttpContext http, PublisherToken tokens, Identity identity, Accounts accounts, Standings standings,
        FormerNames names, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if ((await tokens.Read(asked.Token, ct)).Refused(out var refusal, out var vouched)) return refusal.Refuse();
        var guest = await identity.Who(http) is { Kind: ReaderKind.Guest } known ? known : null;
        if ((await accounts.Enter(vouched, guest, ct)).Refused(out refusal, out var entered)) return refusal.Refuse();
        await identity.EndVouched(http);
        return TypedResults.Ok(new SignedIn(entered.Token, await standings.Author(entered.Reader, ct), entered.Returned)
            { HasNews = await names.HasNews(entered.Reader, entered.MailKey, ct) });
    }

    private static async Task<NoContent> SignOut(HttpContext http, Identity identity)
    {
        await identity.EndPass(http);
        return TypedResults.NoContent();
    }
}

/// <param name="Token">A JWT: HS256, RS256, ES256 or EdDSA, with iss, aud, sub, name, iat, exp and jti.</param>
public sealed record PublisherTokenRequest(string? Token);

/// <param name="Token">To be sent as <c>Authorization: Bearer</c>; good for two hours.</param>
/// <param name="Returned">
/// Comments of an import that have become the reader's by this sign-in: of an address of mail that their publisher has confirmed.
/// </param>
public sealed record SignedIn(string Token, AuthorView Reader, int Returned)
{
    /// <summary>
    /// What has come back, or other names under the same address, of which the reader hasn't been told yet or about which they haven't
    /// answered: the frame shows it, and so does their page.
    /// </summary>
    public bool HasNews { get; init; }
}
