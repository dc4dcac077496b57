namespace Parley.Conduct;

/// <summary>A comment by somebody new, as far as it is kept in mind.</summary>
internal sealed class Seen(Guid comment, Guid author, DateTimeOffset at, Print print)
{
    public Guid Comment => comment;
    public Guid Author => author;
    public DateTimeOffset At => at;
    public Print Print => print;
    public WaveGroup? Group { get; set; }
}

/// <summary>Comments that say the same in nearly the same words.</summary>
internal sealed class WaveGroup
{
    /// <summary>Below that it is the chance likeness of a few.</summary>
    public const int Enough = 4;

    /// <summary>Of its runs of letters, that others of the group have written.</summary>
    private const double OfTheirs = 0.45, OfTheirsWithoutPayload = 0.6;

    /// <summary>Of its members; what fewer have written is nothing that they say together. A wave can't be fed with what others write
    /// until it holds those.</summary>
    private const int FewestOfTheirs = 3, ShareOfTheirs = 10;

    private readonly Dictionary<uint, int> runs = [];
    private readonly Dictionary<ulong, int> leads = [];
    private readonly Dictionary<Guid, int> authors = [];
    private readonly List<Seen> members = [];
    private WaveGroup? into;

    /// <summary>It has become part of another, or is itself.</summary>
    public WaveGroup Whole => into is null ? this : into = into.Whole;

    public IReadOnlyList<Seen> Members => members;
    public int Authors => authors.Count;

    /// <summary>Null until so many have said it that a moderator is to look.</summary>
    public Guid? Wave { get; private set; }

    /// <summary>It is being written down, and holds nothing yet.</summary>
    public bool IsPending { get; private set; }
    public DateTimeOffset LastJoinedAt { get; private set; }

    /// <summary>A moderator has published it: until then nobody's copy counts. Null: nobody has.</summary>
    public DateTimeOffset? ExemptUntil { get; private set; }

    /// <summary>By what it is known when its members are no longer in mind.</summary>
    public IReadOnlyList<Print> Prints { get; private set; } = [];
    public HashSet<ulong> Payload { get; } = [];

    public bool IsOn(DateTimeOffset now) => Wave is not null && !IsPending && ExemptUntil is null && now - LastJoinedAt < Waves.Silence;

    public bool IsExempt(DateTimeOffset now) => ExemptUntil > now;

    public bool IsOver(DateTimeOffset now) => Wave is not null && !IsPending && !IsOn(now) && !IsExempt(now);

    /// <summary>Whether a text is put together of what the others wrote, although it resembles none of them enough.</summary>
    public bool Fits(Print print)
    {
        if ((authors.Count < Enough && Wave is null) || print.Sketch.Length == 0 || print.Words < Print.LongText) return false;
        var enough = Math.Max(FewestOfTheirs, members.Count / ShareOfTheirs);
        var leadsThere = print.Payload.Any(x => leads.GetValueOrDefault(x) >= enough);
        return (double)print.Sketch.Count(x => runs.GetValueOrDefault(x) >= enough) / print.Sketch.Length
            >= (leadsThere ? OfTheirs : OfTheirsWithoutPayload);
    }

    /// <summary>Whether one of its members, or what was written down of them, leads there.</summary>
    public bool Leads(ulong payload) => leads.ContainsKey(payload);

    private void Count(Print print, int by)
    {
        foreach (var run in print.Sketch)
            if ((runs[run] = runs.GetValueOrDefault(run) + by) == 0) runs.Remove(run);
        foreach (var one in print.Payload)
            if ((leads[one] = leads.GetValueOrDefault(one) + by) == 0) leads.Remove(one);
    }

    public void Add(Seen one)
    {
        Count(one.Print, 1);
        members.Add(one);
        one.Group = this;
        authors[one.Author] = authors.GetValueOrDefault(one.Author) + 1;
    }

    public void Remove(Seen one)
    {
        if (!members.Remove(one)) return;
        Count(one.Print, -1);
        if (--authors[one.Author] == 0) authors.Remove(one.Author);
    }

    public void TakeIn(WaveGroup other)
    {
        foreach (var one in other.members) Add(one);
        other.members.Clear();
        other.authors.Clear();
        other.runs.Clear();
        other.leads.Clear();
        other.into = this;
    }

    public Guid Notice(Guid wave, DateTimeOffset at)
    {
        (Wave, IsPending, LastJoinedAt) = (wave, true, at);
        return wave;
    }

    /// <summary>It was none after all, or could not be written down; the next one asks again.</summary>
    public void Forget() => (Wave, IsPending) = (null, false);

    public void Begin(IReadOnlyList<Print> prints)
    {
        (IsPending, Prints) = (false, prints);
        foreach (var one in prints)
        {
            Payload.UnionWith(one.Payload);
            // Stays when its members are no longer in mind.
            Count(one, 1);
        }
    }

    /// <summary>It is over: what was written down of it counts no more.</summary>
    public void End()
    {
        foreach (var one in Prints) Count(one, -1);
        Prints = [];
    }

    public void Joined(DateTimeOffset at) => LastJoinedAt = at > LastJoinedAt ? at : LastJoinedAt;

    public void Exempt(DateTimeOffset until) => ExemptUntil = until;
}

/// <summary>A group that has become a wave, to be written down before it holds anything.</summary>
public sealed record NoticedWave(Guid Id, DateTimeOffset At, IReadOnlyList<WaveMember> Members, IReadOnlyList<Print> Prints)
{
    internal WaveGroup Group { get; init; } = null!;

    /// <summary>
    /// Whether another node, or this one of other copies, has written down the same: most of it joins that. Petitions of two sides resemble
    /// each other as much as a template's copies do (0.20 to 0.37), so nothing less is enough.
    /// </summary>
    public bool IsLike(IReadOnlyList<Print> written) => 2 * Prints.Count(x => written.Any(x.Joins)) > Prints.Count;
}

/// <summary>A comment of a wave that was out before it was noticed.</summary>
public sealed record WaveMember(Guid Comment, Guid Author, DateTimeOffset At);

/// <summary>What is written down of a wave, on whichever node.</summary>
public sealed record KnownWave(Guid Id, DateTimeOffset LastJoinedAt, DateTimeOffset? ExemptUntil, IReadOnlyList<Print> Prints);
