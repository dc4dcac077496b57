using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;

namespace Parley.Discussions;

/// <summary>Somebody who answers the questions of one discussion.</summary>
public sealed class Respondent
{
    private Respondent() { }

    public int SiteId { get; private set; }
    public Guid DiscussionId { get; private set; }
    public Guid ReaderId { get; private set; }

    /// <summary>In the order in which they were named.</summary>
    public int Position { get; private set; }

    public static Respondent Name(Discussion discussion, Reader reader, int position) =>
        new() { SiteId = discussion.SiteId, DiscussionId = discussion.Id, ReaderId = reader.Id, Position = position };
}

/// <summary>As others see them.</summary>
public sealed record RespondentName(Guid Id, string Name);

/// <summary>What the head of such a discussion says.</summary>
/// <param name="Until">When the answering ends or ended; null: it goes on.</param>
public sealed record Answering(IReadOnlyList<RespondentName> Respondents, DateTimeOffset? Until, bool IsOver);

public static class RespondentTable
{
    public static void MapRespondents(this ModelBuilder model) => model.Entity<Respondent>(respondent =>
    {
        respondent.ToTable("respondents");
        respondent.HasKey(x => new { x.SiteId, x.DiscussionId, x.ReaderId });
        respondent.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
        respondent.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
    });

    /// <summary>Null where everybody answers.</summary>
    public static async Task<Answering?> AnsweringIn(this Database db, Discussion discussion, DateTimeOffset now, CancellationToken ct)
    {
        if (discussion.QuestionsAt is null) return null;
        var names = await (from respondent in db.Respondents
                           join reader in db.Readers
                               on new { respondent.SiteId, Id = respondent.ReaderId } equals new { reader.SiteId, reader.Id }
                           where respondent.SiteId == discussion.SiteId && respondent.DiscussionId == discussion.Id
                           orderby respondent.Position
                           select new RespondentName(reader.Id, reader.Name)).ToListAsync(ct);
        return new(names, discussion.QuestionsUntil, !discussion.TakesQuestions(now));
    }

    public static Task<bool> AnswersIn(this Database db, Discussion discussion, Reader reader, CancellationToken ct) =>
        db.Respondents.AnyAsync(x => x.SiteId == discussion.SiteId && x.DiscussionId == discussion.Id && x.ReaderId == reader.Id, ct);
}
