using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Parley.Data;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Guests are known by a token alone. Accounts and people who came with an import share the table.</summary>
public enum ReaderKind
{
    Guest, Account, Imported,

    /// <summary>Asked by the house to answer readers' questions; comes in by a link.</summary>
    Invited,
}

public enum Role { Reader, Editor, Moderator }

public sealed class Reader
{
    private Reader() { }

    /// <summary>What somebody is called who came with an import and gave no name there: it is nobody's.</summary>
    public static readonly string Unnamed = Words.Later("Anonymous");

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public ReaderKind Kind { get; private set; }
    public Role Role { get; private set; }

    /// <summary>The name shown; empty for a guest who has voted but not yet spoken.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name's skeleton (UTS #39), by which names that look alike are found.</summary>
    public string NameSkeleton { get; private set; } = "";

    /// <summary>Since when nobody else may take this name or one that looks like it: the reader has earned a rank. Null: not yet.</summary>
    public DateTimeOffset? NameKeptAt { get; private set; }

    /// <summary>SHA-256 of the token; null for people without a way in.</summary>
    public byte[]? TokenHash { get; private set; }

    /// <summary>Of staff, who sign in by links sent there; null for everyone else. Never shown.</summary>
    public string? Email { get; private set; }

    /// <summary>The rank that an import brought along; null for none.</summary>
    public string? Rank { get; private set; }

    /// <summary>
    /// Which export an imported person came from, and as whom; of a publisher's reader the issuer and the subject of their tokens.
    /// </summary>
    public string? Source { get; private set; }
    public string? SourceId { get; private set; }

    /// <summary>
    /// Of the mail address that somebody who came with an import wrote under there, as a hash under the site's secret: by it they can be
    /// known again, and nobody can read it back. Null: they gave none.
    /// </summary>
    public string? MailKey { get; private set; }

    /// <summary>The import that brought them along; null for everybody else.</summary>
    public int? ImportNumber { get; private set; }

    /// <summary>When comments of an import have last become theirs; null: never.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    /// <summary>
    /// When they have last said that they know what has come back, and which names they leave as they are; null: never.
    /// </summary>
    public DateTimeOffset? ReturnReadAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>May not write until then; null for most people. By which decision, which they can appeal against.</summary>
    public DateTimeOffset? SuspendedUntil { get; private set; }
    public Guid? SuspensionId { get; private set; }

    public bool IsSuspendedAt(DateTimeOffset now) => SuspendedUntil > now;

    public void Suspend(Guid decision, DateTimeOffset until) => (SuspensionId, SuspendedUntil) = (decision, until);

    public void EndSuspension() => (SuspensionId, SuspendedUntil) = (null, null);

    /// <summary>What is held against a guest whose words have become this reader's holds on: the longer of two suspensions.</summary>
    public void TakeOver(Reader guest)
    {
        if (guest.SuspendedUntil > (SuspendedUntil ?? DateTimeOffset.MinValue))
            (SuspensionId, SuspendedUntil) = (guest.SuspensionId, guest.SuspendedUntil);
        (guest.SuspensionId, guest.SuspendedUntil) = (null, null);
    }

    /// <summary>What an import had brought is theirs from now on.</summary>
    public void GetBack(DateTimeOffset at) => ReturnedAt = at;

    /// <summary>They know it, and leave the names that wait as they are.</summary>
    public void ReadReturn(DateTimeOffset at) => ReturnReadAt = at;

    public bool IsStaff => Role != Role.Reader;

    /// <summary>A publisher knows them, and gives them their name.</summary>
    public bool IsVouched => Kind == ReaderKind.Account && Source is not null;

    /// <summary>The name is this reader's on the whole site, and not only where they speak.</summary>
    public bool KeepsName => IsStaff || Kind == ReaderKind.Invited || Rank is not null || NameKeptAt is not null;

    /// <summary>A guest and the token that proves it, which is shown once and kept only as a hash.</summary>
    /// <param name="token">Where it follows from what the guest has sent; null for one of chance.</param>
    public static (Reader Reader, string Token) Guest(int siteId, GuestName? name, DateTimeOffset at, string? token = null)
    {
        token ??= Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var reader = new Reader
            { SiteId = siteId, Id = Clock.NewId(at), Kind = ReaderKind.Guest, TokenHash = HashOf(token), CreatedAt = at, LastSeenAt = at };
        if (name is not null) reader.TakeName(name);
        return (reader, token);
    }

    public static Reader Invite(int siteId, GuestName name, DateTimeOffset at) => new()
    {
        SiteId = siteId, Id = Clock.NewId(at), Kind = ReaderKind.Invited, Name = name.Text, NameSkeleton = Skeleton.OfName(name.Text),
        CreatedAt = at, LastSeenAt = at,
    };

    /// <param name="skeleton">Of the name, where it is known already.</param>
    public static Reader FromImport(
        int siteId, string source, string sourceId, string name, string? rank, DateTimeOffset at, int? import = null,
        string? mailKey = null, string? skeleton = null) => new()
    {
        SiteId = siteId, Id = Clock.NewId(at), Kind = ReaderKind.Imported, Source = source, SourceId = sourceId,
        Name = name, NameSkeleton = skeleton ?? Skeleton.OfName(name), Rank = rank, CreatedAt = at, LastSeenAt = at,
        ImportNumber = import, MailKey = mailKey,
    };

    public static Reader Staff(int siteId, Role role, EmailAddress email, string name, DateTimeOffset at) => new()
    {
        SiteId = siteId, Id = Clock.NewId(at), Kind = ReaderKind.Account, Role = role, Email = email.Text,
        Name = name, NameSkeleton = Skeleton.OfName(name), CreatedAt = at, LastSeenAt = at,
    };

    /// <summary>Somebody whom a publisher knows; <see cref="Vouch"/> says who.</summary>
    public static Reader Account(int siteId, DateTimeOffset at) =>
        new() { SiteId = siteId, Id = Clock.NewId(at), Kind = ReaderKind.Account, CreatedAt = at, LastSeenAt = at };

    /// <summary>
    /// The publisher says who this is, under the name that holds there now. A guest becomes an account by it, and
    /// their old token opens nothing more.
    /// </summary>
    public void Vouch(string issuer, string subject, GuestName name)
    {
        (Kind, Source, SourceId, TokenHash) = (ReaderKind.Account, issuer, subject, null);
        (Name, NameSkeleton) = (name.Text, Skeleton.OfName(name.Text));
    }

    /// <summary>A guest whose words have become another's: nothing is left but the row.</summary>
    public void Retire() => (TokenHash, NameKeptAt, Rank) = (null, null, null);

    internal static Reader Of(DbDataReader row) => new()
    {
        SiteId = row.GetInt32(0), Id = row.GetGuid(1), Kind = Enum.Parse<ReaderKind>(row.GetString(2)),
        Role = Enum.Parse<Role>(row.GetString(3)),
        Name = row.GetString(4), NameSkeleton = row.GetString(5), TokenHash = row.GetFieldValue<byte[]>(6), Email = row.TextOrNull(7),
        Rank = row.TextOrNull(8), Source = row.TextOrNull(9), SourceId = row.TextOrNull(10), CreatedAt = row.Time(11),
        LastSeenAt = row.Time(12),
        SuspendedUntil = row.TimeOrNull(13), SuspensionId = row.GuidOrNull(14), NameKeptAt = row.TimeOrNull(15),
    };

    /// <param name="name">Replaces the one before; null leaves it.</param>
    public void Appoint(Role role, GuestName? name)
    {
        Role = role;
        if (name is null) return;
        (Name, NameSkeleton) = (name.Text, Skeleton.OfName(name.Text));
    }

    /// <summary>The role ends; the person and their words stay.</summary>
    public void Dismiss() => Role = Role.Reader;

    /// <summary>A nameless guest's first name. It then stays: a comment must not change its author's name behind readers' backs.</summary>
    public void TakeName(GuestName name)
    {
        if (Name.Length > 0) throw new InvalidOperationException("This reader has a name already.");
        Name = name.Text;
        NameSkeleton = Skeleton.OfName(name.Text);
    }

    /// <summary>
    /// What stands in the place of a token that its guest has left: it opens nothing, and tells that nobody else is to be given it.
    /// </summary>
    public static byte[] HashOfLeft(string token) => HashOf("left\n" + token);

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
