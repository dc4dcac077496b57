using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Web;

namespace Parley.Readers;

public enum PassKind
{
    /// <summary>A sign-in link: good for one use.</summary>
    Link,

    /// <summary>A browser that is signed in.</summary>
    Session,

    /// <summary>For scripts, by <c>Authorization: Bearer</c>.</summary>
    Script,

    /// <summary>A frame on another site's page whose browser keeps no cookies there.</summary>
    Frame,

    /// <summary>A reader for whom their publisher has vouched.</summary>
    Publisher,
}

/// <summary>
/// A way in beside a guest's own token: for staff, for somebody asked to answer questions, for frames. A person has several: two
/// browsers and a script are three.
/// </summary>
public sealed class Pass
{
    /// <summary>Links travel by mail and chat, where others may read them later.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    /// <summary>People outside the newsroom are asked days before, and read their mail when they can.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    /// <summary>A newsroom's browser that nobody signed out of closes by itself after this.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(30);

    /// <summary>The publisher vouches again with every page; what lies about longer serves nobody.</summary>
    public static readonly TimeSpan PublisherLifetime = TimeSpan.FromHours(2);

    /// <summary>A page that stays open overnight.</summary>
    public static readonly TimeSpan FrameLifetime = TimeSpan.FromDays(1);

    /// <summary>Guests' tokens hold no dot: by its beginning it is known where to look a token up.</summary>
    private const string Beginning = "pass.";

    private Pass() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid ReaderId { get; private set; }
    public PassKind Kind { get; private set; }

    /// <summary>SHA-256 of the token, which is shown once and not kept.</summary>
    public byte[] TokenHash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null: good until it is taken away.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>
    /// Of a publisher's reader: the mail address that their publisher has confirmed, as a hash under the site's secret. While this pass
    /// is good they may say which other names under it were theirs. Null: no address was proved.
    /// </summary>
    public string? MailKey { get; private set; }

    public void Prove(string? mailKey) => MailKey = mailKey;

    public static (Pass Pass, string Token) Issue(Reader staff, PassKind kind, DateTimeOffset at)
    {
        var token = Beginning + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (new Pass
        {
            SiteId = staff.SiteId, Id = Clock.NewId(at), ReaderId = staff.Id, Kind = kind, TokenHash = Reader.HashOf(token), CreatedAt = at,
            ExpiresAt = kind switch
            {
                PassKind.Link => at + LinkLifetime, PassKind.Session => at + SessionLifetime, PassKind.Frame => at + FrameLifetime,
                PassKind.Publisher => at + PublisherLifetime, _ => null,
            },
        }, token);
    }

    /// <summary>A link for somebody who was asked to answer questions.</summary>
    public static (Pass Pass, string Token) Invite(Reader reader, DateTimeOffset at)
    {
        var (pass, token) = Issue(reader, PassKind.Link, at);
        pass.ExpiresAt = at + InvitationLifetime;
        return (pass, token);
    }

    public static bool IsToken(string token) => token.StartsWith(Beginning, StringComparison.Ordinal);
}

public static class PassTable
{
    public static void MapPasses(this ModelBuilder model) => model.Entity<Pass>(pass =>
    {
        pass.ToTable("passes");
        pass.HasKey(x => new { x.SiteId, x.Id });
        pass.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
        pass.HasIndex(x => new { x.SiteId, x.TokenHash }).IsUnique();
        pass.HasIndex(x => new { x.SiteId, x.ExpiresAt });
    });

    /// <summary>The pass with this token while it is good.</summary>
    public static IQueryable<Pass> With(this IQueryable<Pass> passes, int siteId, string token, DateTimeOffset now)
    {
        var hash = Reader.HashOf(token);
        return passes.Where(x => x.SiteId == siteId && x.TokenHash == hash && (x.ExpiresAt == null || x.ExpiresAt > now));
    }
}
