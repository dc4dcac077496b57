using System.Data;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Writing;

/// <summary>Reads off a comment by somebody new how it is made and how it came, and asks the site's own model about it.</summary>
public sealed class SpamWatch(Reads reads, CurrentSite site, Waves waves, WaveBook waveBook, SpamBook book, ILogger<SpamWatch> log)
{
    /// <summary>Counts no further than a feature tells apart.</summary>
    private const int MostWithinHour = 10, MostSaid = 3;

    private static readonly Statement Before = new($"""
        SELECT
          (SELECT COUNT(*) FROM (SELECT 1 FROM comments WHERE "SiteId" = @site AND "AuthorId" = @author AND "CreatedAt" < @day
            AND "WithdrawnAt" IS NULL AND "RemovedAt" IS NULL LIMIT {FormFeatures.MostStanding}) standing),
          (SELECT COUNT(*) FROM (SELECT 1 FROM comments WHERE "SiteId" = @site AND "AuthorId" = @author AND "CreatedAt" > @hour
            LIMIT {MostWithinHour}) lately),
          (SELECT COUNT(*) FROM (SELECT 1 FROM comments WHERE "SiteId" = @site AND "TextHash" = @hash AND "TextHash" <> 0
            AND "CreatedAt" > @hour AND "AuthorId" <> @author AND "WithdrawnAt" IS NULL LIMIT {MostSaid}) same)
        """, ("site", DbType.Int32), ("author", DbType.Guid), ("day", DbType.DateTime), ("hour", DbType.DateTime), ("hash", DbType.Int64));

    public bool IsOn => book.IsOn;

    /// <summary>With the form of the comment; as it was where its author turns out to be known here, or something went wrong.</summary>
    public async ValueTask<WaveLook> Look(WaveLook look, Reader author, Saying said, DateTimeOffset now)
    {
        try
        {
            if (said.Edits is not null && said.Form is null) return look;
            var (standing, lately, same) = await reads.Ask(Before, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), site.Id,
                author.Id, now - WaveWatch.Age, now - Waves.Within, said.Text.Hash);
            if (standing >= WaveWatch.Established) return look;
            var leads = Payload.In(said.Text.Text, waveBook.IsOwn);
            var form = FormFeatures.Of(new SpamFacts
            {
                Text = said.Text.Text, Leads = leads, LeadsToNewHost = book.LeadsToNewHost(leads), OpenFor = said.OpenFor,
                Like = look.Print is { } print ? waves.Nearest(print, author.Id, said.Edits, now) : default, Said = (int)same,
                ByAuthor = (int)lately, ByNetwork = said.Network is { } network ? book.Count(network, now) : 0,
                Age = now - author.CreatedAt, Standing = (int)standing,
            });
            if (said.Edits is not null) form = FormFeatures.Edited(said.Form, form);
            return form is null ? look : look with { Form = form, IsLikeSpam = book.Holds(form) };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whoever writes shall not hear of it.
            log.LogWarning("The form of a comment could not be read off: {Reason}", error.Message);
            return look;
        }
    }

    /// <summary>Whether an edit leads where the words before it did not.</summary>
    public bool LeadsFurther(string before, string text) =>
        Payload.In(text, waveBook.IsOwn).Except(Payload.In(before, waveBook.IsOwn)).Any();
}

/// <summary>Somebody is about to say something.</summary>
public sealed record Saying(WrittenText Text, Guid? Parent)
{
    /// <summary>How long its form was open; null where there was none.</summary>
    public TimeSpan? OpenFor { get; init; }

    /// <summary>From which it comes; null for an edit.</summary>
    public string? Network { get; init; }

    /// <summary>The comment that it changes, and what was known of that; null for a new one.</summary>
    public Guid? Edits { get; init; }
    public byte[]? Form { get; init; }
}
