using System.Buffers.Text;
using System.Security.Cryptography;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// A notice after the Digital Services Act, Art. 16: anybody's, with the exact address, the reasons, name and e-mail, and the word that
/// it is given in good faith. It has a receipt and gets an answer.
/// </summary>
public sealed class Notice
{
    private Notice() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid CommentId { get; private set; }
    public string RuleId { get; private set; } = "";
    public int RulesVersion { get; private set; }
    public string Reasons { get; private set; } = "";

    /// <summary>
    /// Months after the answer; as long as its giver can ask for another look (Art. 20 (1)). Then nobody needs to know any more who it was.
    /// </summary>
    public const int MonthsNamed = 6;

    /// <summary>
    /// Of who gave it; null where it is about the sexual abuse of a child (Art. 16 (2) (c)), and
    /// <see cref="MonthsNamed"/> after the answer.
    /// </summary>
    public string? Name { get; private set; }
    public string? Email { get; private set; }
    public byte[] ReceiptHash { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The notice that was rejected and is looked at again; null for a first one.</summary>
    public Guid? AgainstId { get; private set; }

    /// <summary>The decision that answered it; null while nobody has looked, and where the comment was withdrawn first.</summary>
    public Guid? DecisionId { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <returns>With the receipt, which is shown once and kept only as a hash.</returns>
    public static (Notice Notice, string Receipt) Give(int siteId, Guid comment, Rule rule, int rulesVersion, NoticeRequest said,
        DateTimeOffset at)
    {
        var receipt = "notice-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        return (new()
        {
            SiteId = siteId, Id = Clock.NewId(at), CommentId = comment, RuleId = rule.Id, RulesVersion = rulesVersion,
                Reasons = said.Reasons!, Name = said.Name, Email = said.Email,
            ReceiptHash = Reader.HashOf(receipt), CreatedAt = at,
        }, receipt);
    }

    /// <summary>Whoever gave it disagrees with the answer: a notice of its own, of the same comment under the same rule.</summary>
    public static (Notice Notice, string Receipt) Again(Notice first, string reasons, DateTimeOffset at)
    {
        var receipt = "notice-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        return (new()
        {
            SiteId = first.SiteId, Id = Clock.NewId(at), CommentId = first.CommentId, RuleId = first.RuleId,
                RulesVersion = first.RulesVersion, Reasons = reasons, Name = first.Name, Email = first.Email,
            ReceiptHash = Reader.HashOf(receipt), CreatedAt = at, AgainstId = first.Id,
        }, receipt);
    }

    public bool IsOpenedBy(string? receipt) => receipt is { Length: > 0 and < 100 }
        && CryptographicOperations.FixedTimeEquals(ReceiptHash, Reader.HashOf(receipt));

    /// <summary>The author has withdrawn the comment before anybody decided, and that is the answer.</summary>
    public void Overtake(DateTimeOffset withdrawnAt) => AnsweredAt = withdrawnAt;

    public void Answer(Decision decision, DateTimeOffset at) => (DecisionId, AnsweredAt) = (decision.Id, at);
}

/// <param name="Url">Of the comment: of its own page, or of the article with <c>#c-…</c>.</param>
/// <param name="GoodFaith">That the notice is accurate and complete, as far as its giver knows.</param>
/// <param name="AboutChild">It is about the sexual abuse of a child: no name is needed.</param>
public sealed record NoticeRequest(string? Url, string? Rule, string? Reasons, string? Name, string? Email, bool GoodFaith,
    bool AboutChild);
