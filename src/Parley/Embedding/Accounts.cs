using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// The accounts that a publisher's readers have at the publisher. Issuer and subject lead to one reader for ever; whoever was a guest in
/// this browser before keeps what they said.
/// </summary>
public sealed class Accounts(
    Database db, CurrentSite site, Names names, Homecoming homecoming, Change change, Changes changes, ILogger<Accounts> log)
{
    private static readonly Refusal Replayed = new(401, "token-replayed", "The token was used before; each signs in once.");
    private static readonly Refusal NeedsRoleKey = new(401, "token-role-key",
        "This account has a role here, and only a key that may give roles signs it in.");

    /// <param name="guest">Who spoke from this browser until now; null for a stranger.</param>
    /// <returns>The reader, and the token that speaks for them.</returns>
    public async Task<Outcome<Entered>> Enter(Vouched vouched, Reader? guest, CancellationToken ct)
    {
        var about = TurnOf(vouched.Issuer, vouched.Subject);
        var mail = vouched.Mail is null ? null : ImportedKeys.OfMail(site.Site, vouched.Mail);
        var renewed = new Dictionary<Guid, long>();
        var outcome = await change.Of<Entered>(about, async now =>
        {
            // Load. The key was read from memory, where one that was ended stands for a second more.
            if (vouched.ExpiresAt <= now) return PublisherToken.Expired;
            await db.ShareTurn(vouched.KeyId, CancellationToken.None);
            if (!await db.PublisherKeys.AnyAsync(x => x.SiteId == site.Id && x.Id == vouched.KeyId)) return PublisherKeys.Unknown;
            if (!await Spend(vouched, now)) return Replayed;
            // Of the account, of the guest, and of the address: two accounts that come from one browser at once don't become the same
            // guest, nor do two of one address get the same words. In one order.
            foreach (var turn in new[] { about, guest?.Id ?? about, mail is null ? about : Homecoming.TurnOf(mail) }.Distinct().Order())
                await db.TakeTurn(turn, CancellationToken.None);
            var account = await db.Readers.FirstOrDefaultAsync(
                x => x.SiteId == site.Id && x.Source == vouched.Issuer && x.SourceId == vouched.Subject);

            // Judge
            if (vouched.Roles is null && account is { IsStaff: true }) return NeedsRoleKey;
            if ((await NameOf(vouched, account)).Refused(out var refusal, out var name)) return refusal with { Status = 401 };

            // Change
            var before = guest is null ? null : await db.Readers.FirstOrDefaultAsync(
                x => x.SiteId == site.Id && x.Id == guest.Id && x.Kind == ReaderKind.Guest && x.TokenHash != null);
            // What was lent to frames of the guest would speak for the account, and longer than the publisher says.
            if (before is not null) await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == before.Id).ExecuteDeleteAsync();
            var speaks = before ?? account;
            var twice = before is null || account is null ? [] : await TwiceOrOwn(before, account);
            var role = vouched.Roles is { } roles ? RoleIn(roles) : Role.Reader;
            var (former, hasOthers) = await homecoming.Find(
                vouched, role != Role.Reader, [.. new[] { before, account }.OfType<Reader>().Select(x => x.Id)]);
            var isRenamed = speaks is not null && (speaks != account || account.Name != name.Text);
            await Renew(isRenamed ? speaks : null, [.. twice.Select(x => x.Discussion), .. former?.Renewed ?? []], renewed, now);
            if (before is not null && account is not null) await Join(before, account, twice, renewed, now);
            account ??= before ?? Add(Reader.Account(site.Id, now));
            account.Vouch(vouched.Issuer, vouched.Subject, name);
            if (vouched.Roles is not null) account.Appoint(role, null);
            await db.SaveChangesAsync();
            var returned = former is null ? 0 : await homecoming.Bring(former, account, renewed, now);
            var (pass, token) = Pass.Issue(account, PassKind.Publisher, now);
            // Who works here is known by what they say: names that anybody may have typed are not offered to them.
            pass.Prove(role == Role.Reader ? mail : null);
            db.Passes.Add(pass);
            return new Entered(account, token, returned) { MailKey = hasOthers ? pass.MailKey : null };
        }, _ => null, ct);
        if (outcome.Refused(out _, out var entered)) return outcome;
        foreach (var (discussion, version) in renewed) changes.Announce(discussion, version, Affects.Counts);
        if (entered.Returned > 0)
            log.LogInformation("Reader {Reader} of {Issuer} has proved a mail address: {Count} imported comments are theirs",
                entered.Reader.Id, vouched.Issuer, entered.Returned);
        return outcome;
    }

    /// <summary>Whatever is done with an account of a publisher's is done one after another.</summary>
    public static Guid TurnOf(string issuer, string subject) =>
        new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, 16));

    // Of two that come at once, also to two nodes, one finds no room.
    private async Task<bool> Spend(Vouched vouched, DateTimeOffset now)
    {
        await db.SpentTokens.Where(x => x.SiteId == site.Id && x.ExpiresAt <= now).ExecuteDeleteAsync();
        await db.Passes.Where(x => x.SiteId == site.Id && x.ExpiresAt <= now).ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync($"""
            INSERT INTO spent_tokens ("SiteId", "Hash", "ExpiresAt") VALUES ({site.Id}, {vouched.Hash}, {vouched.ExpiresAt.UtcDateTime})
            ON CONFLICT DO NOTHING
            """) == 1;
    }

    // The publisher's word holds for what it is; that it isn't the name of somebody of this house is ours to see.
    private async Task<Outcome<GuestName>> NameOf(Vouched vouched, Reader? account)
    {
        if (!GuestName.TryParse(vouched.Name, out var name, out var problem))
            return new Refusal(401, "name-" + problem.Code, problem.Words) { Args = problem.Args };
        // Publishers send roles of their own too ("subscriber"): only one that is a role here excuses a name of the house.
        return account?.Name == name.Text || (vouched.Roles is { } roles && RoleIn(roles) != Role.Reader)
            ? name : await names.Vouch(name, account?.Id, CancellationToken.None);
    }

    private static Role RoleIn(IReadOnlyList<string> roles) =>
        roles.Contains("moderator") ? Role.Moderator : roles.Contains("editor") ? Role.Editor : Role.Reader;

    private Reader Add(Reader reader)
    {
        db.Readers.Add(reader);
        return reader;
    }

    /// <param name="renamed">Whose pages show a name that is no longer the right one; null: nobody's.</param>
    private async Task Renew(Reader? renamed, IReadOnlyList<Guid> others, Dictionary<Guid, long> renewed, DateTimeOffset now)
    {
        var latest = renamed is null ? [] : await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == renamed.Id)
            .OrderByDescending(x => x.CreatedAt).Take(Former.MostRenewed).Select(x => x.DiscussionId).ToListAsync();
        // In one order, so that two never hold what the other waits for.
        foreach (var discussion in latest.Concat(others).Distinct().Order())
            renewed[discussion] = await db.Discussions.Lock(site.Id, discussion, now, CancellationToken.None);
    }

    // Votes that one person would have given twice, or to themselves.
    private async Task<List<GivenVote>> TwiceOrOwn(Reader guest, Reader account) =>
        await (from vote in db.Votes
               join comment in db.Comments on new { vote.SiteId, Id = vote.CommentId } equals new { comment.SiteId, comment.Id }
               where vote.SiteId == site.Id && (vote.ReaderId == guest.Id || vote.ReaderId == account.Id)
                   && (comment.AuthorId == account.Id || comment.AuthorId == guest.Id || (vote.ReaderId == guest.Id
                       && db.Votes.Any(x => x.SiteId == vote.SiteId && x.CommentId == vote.CommentId && x.ReaderId == account.Id)))
               select new GivenVote(vote.CommentId, vote.ReaderId, vote.Value, comment.DiscussionId)).ToListAsync();

    /// <summary>What a guest said and did becomes what the account said and did. Nobody votes twice by it, nor for themselves.</summary>
    private async Task Join(Reader guest, Reader account, List<GivenVote> twice, Dictionary<Guid, long> renewed, DateTimeOffset now)
    {
        // First: whatever they have sent meanwhile is either here by now, or finds that they are nobody any more.
        guest.Retire();
        await db.SaveChangesAsync();
        // Nobody can send their requests again, and what is withdrawn later is looked for in answers of the account.
        await db.KeptAnswers.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id).ExecuteDeleteAsync();
        // A line that would say the same twice stays the guest's, and counts no longer. The value excludes nothing; it leads the
        // database to the index of readers.
        await db.Database.ExecuteSqlAsync($"""
            UPDATE ledger SET "ById" = {account.Id} WHERE "SiteId" = {site.Id} AND "ById" = {guest.Id} AND "SubjectId" IN (
                SELECT "Id" FROM comments WHERE "SiteId" = {site.Id} AND "AuthorId" = {guest.Id}
                UNION ALL SELECT "CommentId" FROM votes WHERE "SiteId" = {site.Id} AND "ReaderId" = {guest.Id} AND "Value" <> 0)
              AND NOT EXISTS (SELECT 1 FROM ledger l
                WHERE l."SiteId" = ledger."SiteId" AND l."SubjectId" = ledger."SubjectId" AND l."Deed" = ledger."Deed"
                  AND l."ById" = {account.Id})
            """);
        var subjects = twice.Select(x => x.Comment).Distinct().ToList();
        await db.Ledger.Where(x => x.SiteId == site.Id && subjects.Contains(x.SubjectId) && x.ById == guest.Id && x.UndoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, now));
        await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == guest.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.AuthorId, account.Id));
        foreach (var vote in twice) await vote.TakeBack(db, site.Id, renewed[vote.Discussion]);
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE votes SET "ReaderId" = {account.Id} WHERE "SiteId" = {site.Id} AND "ReaderId" = {guest.Id}""");
        await db.Ledger.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
        await db.Ledger.Where(x =>
                x.SiteId == site.Id && x.ById == account.Id && x.ReaderId == account.Id && x.Deed != Deed.Comment && x.UndoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, now));
        await JoinAtTheDesk(guest, account);
    }

    // Whoever is suspended stays it under another name; what they reported, and decisions about them, are theirs to ask about. The names
    // under which they spoke stay theirs where they did.
    private async Task JoinAtTheDesk(Reader guest, Reader account)
    {
        account.TakeOver(guest);
        await db.Decisions.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
        // The time excludes nothing; it leads the database to the index.
        await db.Reports.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id && x.CreatedAt > DateTimeOffset.UnixEpoch
                && !db.Reports.Any(other => other.SiteId == x.SiteId && other.CommentId == x.CommentId && other.ReaderId == account.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
        await db.Speakers.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
        await db.RestingComments.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
    }
}

/// <param name="Returned">Comments that had come with an import, and are the reader's from now on.</param>
public sealed record Entered(Reader Reader, string Token, int Returned)
{
    /// <summary>Of the address that they have proved, where comments under other names wait for it; null for none.</summary>
    public string? MailKey { get; init; }
}
