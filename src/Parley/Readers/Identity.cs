using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// Who is speaking: a token in a cookie (this site's pages) or in <c>Authorization: Bearer</c> (programs). Asked only where
/// it matters, so that a page from memory costs no query.
/// </summary>
public sealed class Identity(Database db, Reads reads, CurrentSite site, Pace pace, TimeProvider clock)
{
    public const string Cookie = "parley_reader";

    /// <summary>
    /// The same inside frames on other sites: another name, so that neither stands in the other's place where browsers don't part them.
    /// </summary>
    public const string FramedCookie = "parley_framed";

    /// <summary>Tells the page's script that there is a reader to ask for; a stranger's page is complete without asking.</summary>
    private const string Mark = "parley_known";

    /// <summary>Browsers keep a cookie for 400 days at most.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>The reader, not tracked by the model: whoever changes them attaches them first. Null for a stranger.</summary>
    public async Task<Reader?> Who(HttpContext http)
    {
        if (TokenOf(http) is not { Length: > 0 and <= 200 } token) return null;
        // Whether a pass has ended is asked before its route is; once a request is enough.
        if (Pass.IsToken(token)) return asked?.Token == token ? asked.Value.Reader : await Ask(token, http.RequestAborted);
        return await reads.ReaderWith(site.Id, Reader.HashOf(token));
    }

    private (string Token, Reader? Reader)? asked;

    private async Task<Reader?> Ask(string token, CancellationToken ct)
    {
        var reader = await Staff(token, ct);
        asked = (token, reader);
        return reader;
    }

    private Task<Reader?> Staff(string token, CancellationToken ct) =>
        (from pass in db.Passes.With(site.Id, token, clock.Now())
         join reader in db.Readers on new { pass.SiteId, Id = pass.ReaderId } equals new { reader.SiteId, reader.Id }
         where pass.Kind != PassKind.Link
         select reader).FirstOrDefaultAsync(ct);

    /// <summary>A browser sends a form again within moments. Whoever copies it later, when its words are out, is somebody else.</summary>
    private static readonly TimeSpan SameBrowser = TimeSpan.FromMinutes(2);

    private (Reader Reader, string Network, string? Stamp, bool IsKnownAgain)? newcomer;

    /// <summary>
    /// Whether the newcomer is somebody: admitted, or found to have been here a moment ago. Nobody remembers who was never saved.
    /// </summary>
    private bool isSomebody;

    /// <summary>Makes a guest of whoever asks, to be saved with what they came to say, and remembers them by a cookie.</summary>
    /// <param name="form">What they sent, where the same sent again makes no second guest.</param>
    /// <param name="stamp">Of the form, where few shall become guests by one.</param>
    public async ValueTask<Reader> Welcome(HttpContext http, GuestName? name, string? form = null, string? stamp = null)
    {
        var following = form is null ? null : TokenFor(http, form);
        // One that somebody has left behind is nobody's any more.
        if (following is not null && await reads.ReaderWith(site.Id, Reader.HashOfLeft(following)) is not null) following = null;
        var (reader, token) = Reader.Guest(site.Id, name, clock.Now(), following);
        db.Readers.Add(reader);
        newcomer = (reader, Network.Of(http), form is null ? null : stamp, following is not null);
        Remember(http, token, Kept, () => isSomebody);
        return reader;
    }

    /// <summary>
    /// Whoever became a guest by sending this very form before; null for nobody. Nothing tells yet that it is they who send it again.
    /// </summary>
    public ValueTask<Reader?> MadeBy(HttpContext http, string form) =>
        reads.ReaderWith(site.Id, Reader.HashOf(TokenFor(http, form)));

    /// <summary>Likewise; their browser is given its cookie again for a while.</summary>
    public async ValueTask<Reader?> SentBefore(HttpContext http, string form)
    {
        if (await MadeBy(http, form) is not { } reader) return null;
        if (IsRecent(reader)) Remember(http, TokenFor(http, form), Kept);
        return reader;
    }

    /// <summary>
    /// Whether a guest whom a page has made may be who still sits before it: nobody else has come, nor have they said who they are.
    /// </summary>
    public bool IsStillThere(Reader made) => made.Name.Length == 0 && IsRecent(made);

    private bool IsRecent(Reader reader) => clock.Now() - reader.CreatedAt <= SameBrowser;

    /// <summary>In the turn in which a guest is saved: whether this network may have one more. Null: yes, or it isn't a new one.</summary>
    public Refusal? Admit(Reader reader)
    {
        if (newcomer is not var (known, network, stamp, _) || !ReferenceEquals(known, reader)) return null;
        var refusal = pace.Check(Limits.NewGuests, network)
            ?? (stamp is null ? null : pace.Check(Limits.GuestsOfOneStamp, $"{stamp} {network}"));
        isSomebody = refusal is null;
        return refusal;
    }

    /// <summary>Whoever was first with the same form, if somebody was; the reader is then not made again.</summary>
    public Reader FirstOf(Statements statements, Reader reader)
    {
        if (newcomer is not var (known, _, _, isKnownAgain) || !ReferenceEquals(known, reader) || !isKnownAgain) return reader;
        if (statements.ReaderWith(site.Id, reader.TokenHash!) is not { } first) return reader;
        db.Entry(reader).State = EntityState.Detached;
        isSomebody = true;
        return first;
    }

    // Only the site can make it of the form, and nobody tells from it who has sent it or from where.
    private string TokenFor(HttpContext http, string form)
    {
        var headers = http.Request.Headers;
        return Base64Url.EncodeToString(HMACSHA256.HashData(site.Site.Secret, Encoding.UTF8.GetBytes(
            $"guest\n{Network.Of(http)}\n{headers.UserAgent}\n{headers.AcceptLanguage}\n{form}")));
    }

    /// <summary>Signs one of the staff in on this browser; saved by the caller.</summary>
    public void Enter(HttpContext http, Reader staff)
    {
        var (session, token) = Pass.Issue(staff, PassKind.Session, clock.Now());
        db.Passes.Add(session);
        Remember(http, token, Pass.SessionLifetime);
    }

    private void Remember(HttpContext http, string token, TimeSpan kept, Func<bool>? isSo = null) => http.Response.OnStarting(() =>
    {
        // Only what was acknowledged is remembered: a refused form leaves no trace.
        if (http.Response.StatusCode >= 400 || isSo?.Invoke() == false) return Task.CompletedTask;
        http.Response.Cookies.Append(Framing.Is(http) ? FramedCookie : Cookie, token, Options(http, kept, hidden: true));
        http.Response.Cookies.Append(Mark, "1", Options(http, kept, hidden: false));
        return Task.CompletedTask;
    });

    private CookieOptions Options(HttpContext http, TimeSpan kept, bool hidden) => Framing.For(http, new()
    {
        HttpOnly = hidden, Secure = http.Request.IsHttps || Headers.IsHttps(site.PublicUrl), SameSite = SameSiteMode.Lax, MaxAge = kept,
        Path = PublicPath.OfCookies(http), IsEssential = true,
    });

    /// <summary>
    /// This browser is a stranger again. The session that it had ends, a guest's token opens nothing any more, wherever it was copied, and
    /// neither does what was lent to frames.
    /// </summary>
    public async Task Leave(HttpContext http, NameLeft left)
    {
        var ct = http.RequestAborted;
        if (CookieOf(http) is { Length: > 0 and <= 200 } token)
        {
            var reader = Pass.IsToken(token) ? await Staff(token, ct) : await reads.ReaderWith(site.Id, Reader.HashOf(token));
            await using var writing = await db.BeginWrite(ct);
            if (reader is not null)
                await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == reader.Id && x.Kind == PassKind.Frame)
                    .ExecuteDeleteAsync(ct);
            await db.Passes.With(site.Id, token, clock.Now()).Where(x => x.Kind != PassKind.Script).ExecuteDeleteAsync(ct);
            var (hash, gone) = (Reader.HashOf(token), Reader.HashOfLeft(token));
            await db.Readers.Where(x => x.SiteId == site.Id && x.TokenHash == hash)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.TokenHash, gone), ct);
            // With it, or not at all: nobody could come back for it. Whoever works here signs in again, and finds what is theirs.
            if (reader is { Kind: ReaderKind.Guest }) await left(reader, null);
            await writing.Commit(CancellationToken.None);
        }
        http.Response.Cookies.Delete(FramedCookie, ForFrames(http, TimeSpan.Zero));
        http.Response.Cookies.Delete(Framing.Is(http) ? FramedCookie : Cookie, Options(http, TimeSpan.Zero, hidden: true));
        http.Response.Cookies.Delete(Mark, Options(http, TimeSpan.Zero, hidden: false));
    }

    /// <summary>
    /// The reader goes: the pass that speaks in this request ends, and whatever frames hold for them. A script's is its owner's to end.
    /// </summary>
    public async Task EndPass(HttpContext http)
    {
        if (await PassOf(http) is not { } pass || pass.Kind is PassKind.Link or PassKind.Script) return;
        await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == pass.ReaderId
            && (x.Id == pass.Id || x.Kind == PassKind.Publisher || x.Kind == PassKind.Frame)).ExecuteDeleteAsync(http.RequestAborted);
    }

    /// <summary>Whoever is signed in anew by their publisher leaves no earlier pass behind. Those of other frames stay.</summary>
    public async Task EndVouched(HttpContext http)
    {
        if (await PassOf(http) is { Kind: PassKind.Publisher } pass)
            await db.Passes.Where(x => x.SiteId == site.Id && x.Id == pass.Id).ExecuteDeleteAsync(http.RequestAborted);
    }

    /// <summary>
    /// Whether frames may be lent something for whoever asks. What was lent, and what is good for as long as a publisher's word, never buys
    /// what is good for longer; and programs have a token already.
    /// </summary>
    public async Task<bool> MayLend(HttpContext http) =>
        http.Request.Headers.Authorization.Count == 0 && await PassOf(http) is null or { Kind: PassKind.Session };

    /// <summary>Of the mail address that whoever asks has proved, by this very pass; null for none.</summary>
    public async Task<string?> ProvedMail(HttpContext http) => (await PassOf(http))?.MailKey;

    private async Task<Pass?> PassOf(HttpContext http) => TokenOf(http) is { Length: > 0 and <= 200 } token && Pass.IsToken(token)
        ? await db.Passes.AsNoTracking().With(site.Id, token, clock.Now()).FirstOrDefaultAsync(http.RequestAborted) : null;

    public static string? BearerOf(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim() : null;

    /// <summary>In a frame its own; an ordinary one comes along only where the page around it is of the same site.</summary>
    public static string? CookieOf(HttpContext http) =>
        (Framing.Is(http) ? http.Request.Cookies[FramedCookie] : null) ?? http.Request.Cookies[Cookie];

    /// <summary>
    /// A token for a frame whose browser keeps no cookies there: held in the page's memory, and good for a day. Saved by the caller.
    /// </summary>
    public string Lend(Reader reader)
    {
        var (pass, token) = Pass.Issue(reader, PassKind.Frame, clock.Now());
        db.Passes.Add(pass);
        isSomebody = true;
        return token;
    }

    /// <summary>Where a browser gives a frame the cookies of this site when its reader allows it, that is the one it will send.</summary>
    public void RememberForFrames(HttpContext http, string token) =>
        http.Response.Cookies.Append(FramedCookie, token, ForFrames(http, Pass.FrameLifetime));

    private static CookieOptions ForFrames(HttpContext http, TimeSpan kept) => new()
    {
        HttpOnly = true, Secure = true, SameSite = SameSiteMode.None, MaxAge = kept, Path = PublicPath.OfCookies(http), IsEssential = true,
    };

    // A program that names its reader means that reader, whatever cookies travel along.
    private static string? TokenOf(HttpContext http) =>
        http.Request.Headers.Authorization.Count > 0 ? BearerOf(http) : CookieOf(http);
}
