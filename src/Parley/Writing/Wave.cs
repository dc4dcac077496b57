using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;

namespace Parley.Writing;

/// <summary>Nearly the same text, posted by many who were new here within an hour; see <see cref="Waves"/>.</summary>
public sealed class Wave
{
    /// <summary>Of two that were noticed, some 20 kB.</summary>
    private const int MostPrints = 48;

    private Wave() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public DateTimeOffset NoticedAt { get; private set; }

    /// <summary>By what it is known (<see cref="Print.Pack"/>); no text can be made from it.</summary>
    public byte[] Prints { get; private set; } = [];

    /// <summary>A moderator has published or removed what it held then; null: nobody has looked.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>A moderator has published it: until then the same text is held no more. Null: no.</summary>
    public DateTimeOffset? ExemptUntil { get; private set; }

    public static Wave Of(int site, NoticedWave noticed) =>
        new() { SiteId = site, Id = noticed.Id, NoticedAt = noticed.At, Prints = Print.Pack(noticed.Prints) };

    /// <summary>More copies of it, which nothing had led to those that were known.</summary>
    public void Learn(NoticedWave noticed) => Prints = Print.Pack([.. Print.Unpack(Prints).Concat(noticed.Prints).Take(MostPrints)]);

    public void Decide(DateTimeOffset at) => DecidedAt = at;

    public void Exempt(DateTimeOffset at) => (DecidedAt, ExemptUntil) = (at, at + Waves.ExemptFor);
}

/// <summary>A comment of a wave.</summary>
public sealed class WaveComment
{
    private WaveComment() { }

    public int SiteId { get; private set; }
    public Guid WaveId { get; private set; }
    public Guid CommentId { get; private set; }

    /// <summary>When it was posted, or changed into this.</summary>
    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Null: it was out before the wave was noticed, and stays out until somebody decides.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    /// <summary>The decision by which it was held in this wave; null where it was not. What holds it for another reason is none of the
    /// wave's.</summary>
    public Guid? DecisionId { get; private set; }

    public static WaveComment Of(int site, Guid wave, WaveMember member) =>
        new() { SiteId = site, WaveId = wave, CommentId = member.Comment, JoinedAt = member.At };

    public static WaveComment Held(int site, Guid wave, Guid comment, Guid hold, DateTimeOffset at) =>
        new() { SiteId = site, WaveId = wave, CommentId = comment, JoinedAt = at, HeldAt = at, DecisionId = hold };

    public void Hold(Guid hold, DateTimeOffset at) => (JoinedAt, HeldAt, DecisionId) = (at, at, hold);
}

public static class WaveTable
{
    public static void MapWaves(this ModelBuilder model)
    {
        model.Entity<Wave>(wave =>
        {
            wave.ToTable("waves");
            wave.HasKey(x => new { x.SiteId, x.Id });
            wave.HasIndex(x => new { x.SiteId, x.NoticedAt });
            wave.HasIndex(x => new { x.SiteId, x.ExemptUntil }).HasFilter("\"ExemptUntil\" IS NOT NULL");
        });
        model.Entity<WaveComment>(comment =>
        {
            comment.ToTable("wave_comments");
            comment.HasKey(x => new { x.SiteId, x.WaveId, x.CommentId });
            comment.HasOne<Wave>().WithMany().HasForeignKey(x => new { x.SiteId, x.WaveId });
            comment.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
            comment.HasIndex(x => new { x.SiteId, x.CommentId });
            comment.HasIndex(x => new { x.SiteId, x.WaveId, x.JoinedAt });
        });
    }
}
