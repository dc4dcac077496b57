using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// All of a site as JSON lines: a head, then table after table, each in the order of its ids and after those that it names, and an end by
/// which a whole file is known. docs/importing.md says what each line is. Every table is one range of its own key, handed on row by row.
/// </summary>
public sealed class SiteLines(Database db, CurrentSite site)
{
    private const int Version = 1;

    /// <summary>What is null is left out.</summary>
    internal static readonly JsonSerializerOptions Plain = new(Json.Plain)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Bytes that are handed to the file together, so that it is asked seldom and little waits.</summary>
    private const int AtOnce = 1 << 16;

    // One for all lines: to make one for each took an export a sixth longer.
    private readonly ArrayBufferWriter<byte> gathered = new(2 * AtOnce);
    // It writes nowhere until it is given a place, for each line anew.
    private readonly Utf8JsonWriter json = new(Stream.Null, new JsonWriterOptions { Encoder = Plain.Encoder, SkipValidation = true });
    private long lines;

    internal async Task<ExportResult> Write(Stream to, ExportProgress progress, CancellationToken ct)
    {
        var id = site.Id;
        Line(to, new { Line = "head", Format = "parley", Version, site.Site.Name, site.Site.TimeZone, Language = site.Words.Tag });
        await Lines(to, db.SiteTexts.Where(x => x.SiteId == id).OrderBy(x => x.Kind).ThenBy(x => x.Version)
            .Select(x => new { Line = "text", x.Kind, x.Version, x.Markdown, x.CreatedAt }), ct);
        await Lines(to, db.SiteOrigins.Where(x => x.SiteId == id).OrderBy(x => x.Origin)
            .Select(x => new { Line = "origin", x.Origin, x.AddedAt }), ct);
        // One that was taken back is named only where something still names it.
        await Lines(to, db.Imports.Where(x => x.SiteId == id && x.Number > 0 && (x.UndoneAt == null
            || db.Articles.Any(story => story.SiteId == id && story.ImportNumber == x.Number))).OrderBy(x => x.Number).Select(x => new
        {
            Line = "import", x.Number, x.Format, x.Origin, x.FileHash, x.BegunAt, x.EndedAt, x.UndoneAt, x.Articles, x.Discussions,
            x.Comments, x.Held, x.Skipped, x.Rejected,
        }), ct);
        await People(to, id, ct);
        var articles = await Stories(to, id, ct);
        var discussions = await Discussions(to, id, ct);
        var result = await Comments(to, id, progress, ct);
        await Decisions(to, id, ct);
        Line(to, new { Line = "end", Lines = lines });
        Hand(to);
        return result with { Articles = articles, Discussions = discussions };
    }

    // Neither token nor address nor office: who comes back from an import is known by the hash, and nobody is of the staff because a file
    // says so.
    private async Task People(Stream to, int id, CancellationToken ct)
    {
        await Lines(to, db.Readers.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "reader", x.Id, x.Kind, x.Name, x.Rank, x.NameKeptAt, x.CreatedAt, Import = x.ImportNumber, x.MailKey,
            Source = x.Kind == ReaderKind.Imported ? x.Source : null, SourceId = x.Kind == ReaderKind.Imported ? x.SourceId : null,
        }), ct);
        await Lines(to, db.Badges.Where(x => x.SiteId == id).OrderBy(x => x.ReaderId).ThenBy(x => x.Position)
            .Select(x => new { Line = "badge", Reader = x.ReaderId, x.Position, x.Name }), ct);
    }

    private async Task<int> Stories(Stream to, int id, CancellationToken ct)
    {
        var count = await Lines(to, db.Articles.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "article", x.Id, x.Slug, x.Title, x.DatelinePlace, x.DatelineTime, x.Language, x.Byline, x.Section, x.Summary, x.Body,
            x.CanonicalUrl, x.Prompt, x.Picture, x.PictureAlt, x.PictureCaption, x.Source, x.SourceId, x.PublishedAt, x.UpdatedAt,
            x.CreatedAt, x.UnpublishedAt, x.RecalledAt, x.KeepsDiscussion, Import = x.ImportNumber,
        }), ct);
        await Lines(to, db.AlsoRead.Where(x => x.SiteId == id).OrderBy(x => x.ArticleId).ThenBy(x => x.Position).Select(x => new
        {
            Line = "also-read", Article = x.ArticleId, x.Position, x.Slug, x.Title, x.Url, x.AfterParagraph,
        }), ct);
        await Lines(to, db.ArticleTexts.Where(x => x.SiteId == id).OrderBy(x => x.ArticleId).ThenBy(x => x.Kind)
            .Select(x => new { Line = "article-text", Article = x.ArticleId, x.Kind, x.Markdown }), ct);
        await Lines(to, db.ShareCounts.Where(x => x.SiteId == id).OrderBy(x => x.ArticleId).ThenBy(x => x.Network)
            .Select(x => new { Line = "shares", Article = x.ArticleId, x.Network, x.Count }), ct);
        await Lines(to, db.Passages.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "passage", x.Id, Article = x.ArticleId, Discussion = x.DiscussionId, x.Exact, x.Prefix, x.Suffix, x.Start, x.Fate,
            x.RivalBefore, x.RivalAfter, x.IsFirst, x.IsLast, x.Question, x.CreatedAt,
        }), ct);
        return count;
    }

    private async Task<int> Discussions(Stream to, int id, CancellationToken ct)
    {
        var count = await Lines(to, db.Discussions.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "discussion", x.Id, Article = x.ArticleId, x.Url, x.Title, x.CreatedAt, x.ClosedAt, x.HiddenAt, Into = x.IntoId,
            x.QuestionsAt, x.QuestionsUntil, x.ShutAt, x.ShutUntil, x.SlowMinutes, x.SlowUntil, Import = x.ImportNumber,
        }), ct);
        await Lines(to, db.DiscussionAddresses.Where(x => x.SiteId == id).OrderBy(x => x.Address)
            .Select(x => new { Line = "address", x.Address, Discussion = x.DiscussionId }), ct);
        await Lines(to, db.Respondents.Where(x => x.SiteId == id).OrderBy(x => x.DiscussionId).ThenBy(x => x.ReaderId)
            .Select(x => new { Line = "respondent", Discussion = x.DiscussionId, Reader = x.ReaderId, x.Position }), ct);
        await Lines(to, db.Interventions.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "intervention", x.Id, Discussion = x.DiscussionId, x.Kind, x.Text, x.Minutes, Editor = x.EditorId, x.BeganAt, x.UntilAt,
            x.LiftedAt, LiftedBy = x.LiftedById,
        }), ct);
        await Lines(to, db.AddressMoves.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "move", x.Id, x.Number, Batch = x.BatchId, x.From, x.To, Discussion = x.DiscussionId, Into = x.IntoId, x.UrlBefore,
            x.Addresses, x.MovedAt, x.UndoneAt,
        }), ct);
        return count;
    }

    private async Task<ExportResult> Comments(Stream to, int id, ExportProgress progress, CancellationToken ct)
    {
        var result = new ExportResult(0, 0, 0, 0, 0);
        await Lines(to, db.Comments.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "comment", x.Id, Discussion = x.DiscussionId, Parent = x.ParentId, Author = x.AuthorId, Passage = x.PassageId, x.Depth,
            x.Ordinal, x.Text, x.Format, x.CreatedAt, x.EditedAt, x.WithdrawnAt, x.ErasedAt, x.RemovedAt,
            Removal = Told(x.Removal), x.FeaturedAt, x.PinnedAt, x.Up, x.Down, x.ImportedUp, x.ImportedDown, x.CutOff, x.Source, x.SourceId,
            Import = x.ImportNumber,
        }), x =>
        {
            progress.Count();
            result = x is { WithdrawnAt: null, Removal.HeldUntil: not null } ? result with { Held = result.Held + 1 }
                : x.WithdrawnAt is not null || x.RemovedAt is not null ? result with { Places = result.Places + 1 }
                : result with { Comments = result.Comments + 1 };
        }, ct);
        await Lines(to, db.CommentRevisions.Where(x => x.SiteId == id).OrderBy(x => x.CommentId).ThenBy(x => x.Number).Select(x => new
        {
            Line = "revision", Comment = x.CommentId, x.Number, x.Text, x.Format, x.WrittenAt,
        }), ct);
        await Lines(to, db.MovedComments.Where(x => x.SiteId == id).OrderBy(x => x.MoveId).ThenBy(x => x.CommentId)
            .Select(x => new { Line = "moved", Move = x.MoveId, Comment = x.CommentId }), ct);
        await Lines(to, db.Votes.Where(x => x.SiteId == id).OrderBy(x => x.CommentId).ThenBy(x => x.ReaderId)
            .Select(x => new { Line = "vote", Comment = x.CommentId, Reader = x.ReaderId, x.Value, x.At }), ct);
        return result;
    }

    // Its number is one of the public log, which is this server's own: where the site arrives another begins.
    private static ToldRemoval? Told(Removal? removal) => removal is null ? null
        : new(removal.DecisionId, removal.Rule, removal.Title, removal.Reason, removal.Automated, removal.HeldUntil);

    private sealed record ToldRemoval(
        Guid DecisionId, string Rule, string Title, string Reason, bool Automated, DateTimeOffset? HeldUntil);

    private Task<int> Decisions(Stream to, int id, CancellationToken ct) =>
        Lines(to, db.Decisions.Where(x => x.SiteId == id).OrderBy(x => x.Id).Select(x => new
        {
            Line = "decision", x.Id, x.Kind, Comment = x.CommentId, Reader = x.ReaderId, Rule = x.RuleId, x.RulesVersion, x.Ground, x.Facts,
            x.Source, x.Automated, Moderator = x.ModeratorId, x.RaisedAt, x.DecidedAt, Cause = x.CauseId, x.UntilAt,
            x.ReversedAt,
        }), ct);

    private Task<int> Lines<T>(Stream to, IQueryable<T> rows, CancellationToken ct) => Lines(to, rows, _ => { }, ct);

    private async Task<int> Lines<T>(Stream to, IQueryable<T> rows, Action<T> count, CancellationToken ct)
    {
        var before = lines;
        await foreach (var row in rows.AsAsyncEnumerable().ReadOn(ct))
        {
            Line(to, row);
            count(row);
        }
        return (int)(lines - before);
    }

    private void Line<T>(Stream to, T row)
    {
        json.Reset(gathered);
        JsonSerializer.Serialize(json, row, Plain);
        json.Flush();
        gathered.Write("\n"u8);
        lines++;
        if (gathered.WrittenCount >= AtOnce) Hand(to);
    }

    private void Hand(Stream to)
    {
        to.Write(gathered.WrittenSpan);
        gathered.ResetWrittenCount();
    }
}
