using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;

namespace Parley.Writing;

/// <summary>
/// Asks of each comment by somebody new whether it joins a wave, before its turn to be stored, and keeps it in mind afterwards. Of
/// everybody else nothing is asked.
/// </summary>
public sealed class WaveWatch(
    Database db, Reads reads, CurrentSite site, Waves waves, Prints prints, WaveBook book, SpamWatch own, ILogger<WaveWatch> log)
{
    /// <summary>Whoever has said so much that stands, longer than a day ago, has come to talk.</summary>
    public const int Established = 3;

    /// <summary>Nobody waits a day to be counted among those who are known here: it is how long accounts made for a wave live.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(1);

    // Counts no further than matters.
    private static readonly Statement Before = new($"""
        SELECT COUNT(*) FROM (SELECT 1 FROM comments
          WHERE "SiteId" = @site AND "AuthorId" = @author AND "CreatedAt" < @before AND "WithdrawnAt" IS NULL AND "RemovedAt" IS NULL
          LIMIT {Established}) said
        """, ("site", DbType.Int32), ("author", DbType.Guid), ("before", DbType.DateTime));

    public async ValueTask<WaveLook> Look(
        Reader author, SpeakerStanding standing, Saying said, DateTimeOffset now, CancellationToken ct)
    {
        if (!IsNew(author.Kind, author.Role, author.Rank)
            || (standing.Author.Rank is not null && !standing.Author.IsOfLowestRank)) return default;
        var look = book.IsOn ? await Look(author, said.Text.Text, said.Parent, now, ct) : default;
        return own.IsOn ? await own.Look(look, author, said, now) : look;
    }

    private async ValueTask<WaveLook> Look(Reader author, string text, Guid? parent, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var print = await PrintOf(text, parent, ct);
            if (print is null || waves.Joins(print, now) is not { } wave) return new(print, null);
            return await IsEstablished(author, now) ? default : new(print, wave);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whoever writes shall not hear of it.
            log.LogWarning("A comment could not be asked whether it joins a wave: {Reason}", error.Message);
            return default;
        }
    }

    public static bool IsNew(ReaderKind kind, Role role, string? rank) =>
        kind is ReaderKind.Guest or ReaderKind.Account && role == Role.Reader && rank is null;

    /// <summary>Whether words belonged to a wave before they were edited: whoever mends a slip in them joins nothing.</summary>
    public bool WasIn(string before, DateTimeOffset now) =>
        prints.Of(before, book.IsOwn) is { } print && waves.Joins(print, now) is not null;

    /// <summary>Whether an edit leads where the words before it did not.</summary>
    public bool LeadsFurther(string before, string text) => own.LeadsFurther(before, text);

    /// <summary>After the commit. What goes wrong here is nobody's matter who posted.</summary>
    public async Task Note(WaveLook look, Guid comment, Reader author, DateTimeOffset at)
    {
        try
        {
            if (look.Print is not { } print) waves.Forget(comment);
            else if (waves.Note(comment, author.Id, print, at, at, look.Wave is not null) is { } noticed) await book.Write(noticed);
        }
        catch (Exception error)
        {
            log.LogWarning("Comment {Comment} could not be kept in mind: {Reason}", comment, error.Message);
        }
    }

    /// <summary>It was taken back.</summary>
    public void Forget(Guid comment) => waves.Forget(comment);

    // What is answered is asked for only where a quotation leads somewhere.
    private async ValueTask<Print?> PrintOf(string text, Guid? parent, CancellationToken ct)
    {
        if (parent is null || !Prints.Quotes(text, book.IsOwn)) return prints.Of(text, book.IsOwn);
        var answered = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id == parent).Select(x => x.Text)
            .FirstOrDefaultAsync(ct);
        return prints.Of(text, book.IsOwn, answered);
    }

    private async ValueTask<bool> IsEstablished(Reader author, DateTimeOffset now) =>
        await reads.Ask(Before, row => row.GetInt64(0), site.Id, author.Id, now - Age) >= Established;
}

/// <summary>What was seen of a text.</summary>
/// <param name="Print">Null where its author isn't new, or it is too short to be known again.</param>
/// <param name="Wave">The wave that it joins; null for none.</param>
public readonly record struct WaveLook(Print? Print, Guid? Wave)
{
    /// <summary>How it is made and how it came (<see cref="FormFeatures"/>); null where its author isn't new.</summary>
    public byte[]? Form { get; init; }

    /// <summary>The site's own model calls it spam, and may hold what it calls so.</summary>
    public bool IsLikeSpam { get; init; }
}
