using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Writing;

/// <summary>The first answer to a request that carried an <c>Idempotency-Key</c>, to be repeated word for word.</summary>
public sealed class KeptAnswer
{
    private KeptAnswer() { }

    public int SiteId { get; private set; }
    public Guid ReaderId { get; private set; }
    public string Key { get; private set; } = "";

    /// <summary>Of the request, so that a key used for something else is noticed.</summary>
    public long RequestHash { get; private set; }
    public string Answer { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>What it told of is no longer to be told; whoever sends the request again hears what has become of it.</summary>
    public void Become(string answer) => Answer = answer;

    public static KeptAnswer Keep(Reader reader, string key, long requestHash, string answer, DateTimeOffset at) =>
        new() { SiteId = reader.SiteId, ReaderId = reader.Id, Key = key, RequestHash = requestHash, Answer = answer, CreatedAt = at };
}

public static class KeptAnswerTable
{
    public static void MapKeptAnswers(this ModelBuilder model) => model.Entity<KeptAnswer>(answer =>
    {
        answer.ToTable("kept_answers");
        answer.HasKey(x => new { x.SiteId, x.ReaderId, x.Key });
        answer.HasIndex(x => new { x.SiteId, x.CreatedAt });
        answer.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
    });
}
