using System.Runtime.InteropServices;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// Notices when many who are new here post nearly the same text within an hour. It compares letters and addresses, never what a text is
/// for: a copied petition and a copied advertisement are the same to it, and so are all sides. What it knows is in memory, bounded, and of
/// new readers alone; nobody else's comment is looked at.
/// </summary>
public sealed partial class Waves
{
    /// <summary>Different new readers. A class, a club or a family say the same with fewer; a spammer has more.</summary>
    public const int Newcomers = 10;

    /// <summary>In which so many must have said it.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(1);

    /// <summary>When nothing has joined for so long, it is over.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    /// <summary>Long enough for whatever is copied to be forgotten, short enough that a text isn't bought for ever.</summary>
    public static readonly TimeSpan ExemptFor = TimeSpan.FromDays(7);

    /// <summary>More than new readers write in an hour anywhere; some 2 kB each.</summary>
    private const int MostKept = 5000;

    /// <summary>The newest; of a wave any leads to all.</summary>
    private const int MostPerKey = 8;

    /// <summary>Of different wording; more say no more.</summary>
    private const int MostPrints = 24;

    /// <summary>At once, those that were published among them; the oldest are forgotten.</summary>
    private const int MostWaves = 64;

    /// <summary>Prints that are nearly the same are kept once.</summary>
    private const double Same = 0.8;

    private readonly Lock looking = new();
    private readonly Queue<Seen> order = new();
    private readonly Dictionary<Guid, Seen> byComment = [];
    private readonly Dictionary<ulong, List<Seen>> index = [];
    private readonly Dictionary<ulong, WaveGroup> byPayload = [];
    private readonly Dictionary<Guid, WaveGroup> waves = [];
    private readonly Dictionary<ulong, List<(Print Print, WaveGroup Group)>> pinned = [];

    /// <summary>How many comments are kept in mind, and to how many addresses groups are found by them.</summary>
    public (int Comments, int Addresses) Kept
    {
        get { lock (looking) return (byComment.Count, byPayload.Count); }
    }

    public bool Keeps(Guid comment)
    {
        lock (looking) return byComment.ContainsKey(comment);
    }

    /// <summary>It is gone, or says something else by which nothing is known.</summary>
    public void Forget(Guid comment)
    {
        lock (looking)
            if (byComment.TryGetValue(comment, out var one)) Drop(one);
    }

    /// <summary>The wave that a text would join now; null for none.</summary>
    public Guid? Joins(Print print, DateTimeOffset now)
    {
        lock (looking)
        {
            if (waves.Count == 0) return null;
            var found = Find(print, now);
            return found.IsExempt ? null : found.Groups.Find(x => x.IsOn(now))?.Wave;
        }
    }

    /// <summary>Keeps in mind what somebody new has just posted, or changed.</summary>
    /// <param name="isHeld">It waits in a wave: what it says is counted only where it is like what was written down of that, or each copy
    /// could lead on to the next text.</param>
    /// <returns>A wave, where it makes one: to be written down, then <see cref="Begin"/> or <see cref="Discard"/>.</returns>
    public NoticedWave? Note(Guid comment, Guid author, Print print, DateTimeOffset at, DateTimeOffset now, bool isHeld = false)
    {
        lock (looking)
        {
            Purge(now);
            if (at <= now - Within) return null;
            if (byComment.TryGetValue(comment, out var before))
            {
                if (before.Print.Sketch.AsSpan().SequenceEqual(print.Sketch) && before.Print.Payload.AsSpan().SequenceEqual(print.Payload))
                    return null;
                Drop(before);
            }
            var (groups, alone, isExempt) = Find(print, now);
            if (isExempt) return null;
            if (isHeld && groups.Find(x => x.IsOn(now)) is { } joined && !joined.Prints.Any(print.Joins))
            {
                joined.Joined(at);
                return null;
            }
            var one = new Seen(comment, author, at, print);
            Keep(one);
            if (groups.Count + alone.Count == 0) return null;
            var group = groups.Find(x => x.Wave is not null) ?? groups.FirstOrDefault() ?? new WaveGroup();
            foreach (var other in alone) group.Add(other);
            group.Add(one);
            foreach (var other in groups) Unite(ref group, other);
            UniteByPayload(ref group, print);
            if (group.IsOn(now)) group.Joined(at);
            return group.Wave is null && group.Authors >= Newcomers ? Notice(group, now) : null;
        }
    }

    private NoticedWave Notice(WaveGroup group, DateTimeOffset now)
    {
        var members = group.Members.OrderBy(x => x.At).ThenBy(x => x.Comment).ToList();
        return new(group.Notice(Clock.NewId(now), now), now, [.. members.Select(x => new WaveMember(x.Comment, x.Author, x.At))],
            Different(members.Select(x => x.Print))) { Group = group };
    }

    /// <summary>It is written down, here or by another node under an id of its own: from now on what joins it is held.</summary>
    public void Begin(NoticedWave wave)
    {
        lock (looking)
        {
            wave.Group.Whole.Notice(wave.Id, wave.At);
            Pin(wave.Group.Whole, wave.Id, wave.Prints);
        }
    }

    /// <summary>It is none, at least not with these authors, who turned out to be known here.</summary>
    public void Discard(NoticedWave wave, IReadOnlyCollection<Guid> known)
    {
        lock (looking)
        {
            var group = wave.Group.Whole;
            group.Forget();
            foreach (var one in group.Members.Where(x => known.Contains(x.Author)).ToList()) Drop(one);
        }
    }

    /// <summary>What was written down of a wave, by this node or another.</summary>
    public void Know(KnownWave wave, DateTimeOffset now)
    {
        lock (looking)
        {
            if (!waves.TryGetValue(wave.Id, out var group))
            {
                if (wave.ExemptUntil <= now || (wave.ExemptUntil is null && now - wave.LastJoinedAt >= Silence)) return;
                group = new WaveGroup();
                group.Notice(wave.Id, wave.LastJoinedAt);
                Pin(group, wave.Id, wave.Prints);
            }
            else if (wave.Prints.Count > group.Prints.Count)
            {
                // Another node has noticed more of it.
                Unpin(wave.Id, group);
                Pin(group, wave.Id, wave.Prints);
            }
            group.Joined(wave.LastJoinedAt);
            if (wave.ExemptUntil is { } until) group.Exempt(until);
        }
    }

    private void Pin(WaveGroup group, Guid wave, IReadOnlyList<Print> prints)
    {
        // Read meanwhile from where it had just been written down.
        if (waves.TryGetValue(wave, out var ghost) && ghost != group)
        {
            Unpin(wave, ghost);
            if (ghost.ExemptUntil is { } until) group.Exempt(until);
            group.TakeIn(ghost);
        }
        // What was published is forgotten last, or it would be held again.
        while (waves.Count >= MostWaves)
        {
            var (id, oldest) = waves.MinBy(x => (x.Value.ExemptUntil is not null, x.Value.LastJoinedAt));
            End(id, oldest);
        }
        waves[wave] = group;
        group.Begin(prints);
        foreach (var print in prints)
            foreach (var key in print.Keys())
                (CollectionsMarshal.GetValueRefOrAddDefault(pinned, key, out _) ??= []).Add((print, group));
    }

    // Whoever says the same later begins anew, and is counted anew.
    private void End(Guid wave, WaveGroup group)
    {
        Unpin(wave, group);
        foreach (var one in group.Members.ToList()) Drop(one);
    }

    private void Unpin(Guid wave, WaveGroup group)
    {
        waves.Remove(wave);
        var prints = group.Prints;
        group.End();
        foreach (var print in prints)
        {
            foreach (var key in print.Keys())
                if (pinned.TryGetValue(key, out var list) && list.RemoveAll(x => x.Group == group) > 0 && list.Count == 0)
                    pinned.Remove(key);
            Forget(print);
        }
    }

    private (List<WaveGroup> Groups, List<Seen> Alone, bool IsExempt) Find(Print print, DateTimeOffset now)
    {
        var (groups, alone, asked) = (new List<WaveGroup>(), new List<Seen>(), new HashSet<object>(ReferenceEqualityComparer.Instance));
        if (waves.Count > 0) foreach (var (id, over) in waves.Where(x => x.Value.IsOver(now)).ToList()) End(id, over);
        foreach (var key in print.Keys())
        {
            if (pinned.TryGetValue(key, out var known))
                foreach (var (other, group) in known)
                    if (asked.Add(other) && !groups.Contains(group) && (print.Joins(other) || IsOf(group, print, asked))) groups.Add(group);
            if (!index.TryGetValue(key, out var list)) continue;
            foreach (var other in list)
            {
                if (!asked.Add(other)) continue;
                if (other.Group?.Whole is { } group)
                {
                    if (!groups.Contains(group) && (print.Joins(other.Print) || IsOf(group, print, asked))) groups.Add(group);
                }
                else if (print.Joins(other.Print)) alone.Add(other);
            }
        }
        // The same words that lead elsewhere are another matter, and counted as one.
        var isExempt = groups.Exists(x => x.IsExempt(now) && print.LeadsNoFurther(x.Payload));
        groups.RemoveAll(x => x.IsExempt(now));
        return (groups, alone, isExempt);
    }

    // Asked once of each group.
    private static bool IsOf(WaveGroup group, Print print, HashSet<object> asked) => asked.Add(group) && group.Fits(print);

    private void Unite(ref WaveGroup group, WaveGroup other)
    {
        // Two that are each a wave, or one whose writing down goes on, stay what they are.
        if (other == group || (other.Wave is not null && (group.Wave is not null || other.IsPending))) return;
        if (other.Wave is not null) (group, other) = (other, group);
        group.TakeIn(other);
    }

    // The same offer in other words: two that each were copied by some, and lead to the same. Pairs who link one paper say little.
    private void UniteByPayload(ref WaveGroup group, Print print)
    {
        foreach (var payload in print.Payload)
        {
            if (group.Authors < WaveGroup.Enough) break;
            if (byPayload.TryGetValue(payload, out var other) && other.Whole is { ExemptUntil: null } whole
                && whole.Authors >= WaveGroup.Enough) Unite(ref group, whole);
            byPayload[payload] = group;
        }
    }

    private void Keep(Seen one)
    {
        order.Enqueue(one);
        byComment[one.Comment] = one;
        foreach (var key in one.Print.Keys())
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
            list ??= new(1);
            if (list.Count == MostPerKey) list.RemoveAt(0);
            list.Add(one);
        }
    }

    private void Purge(DateTimeOffset now)
    {
        while (order.TryPeek(out var oldest) && (order.Count >= MostKept || oldest.At <= now - Within
            || byComment.GetValueOrDefault(oldest.Comment) != oldest)) Drop(order.Dequeue());
    }

    private void Drop(Seen one)
    {
        if (byComment.GetValueOrDefault(one.Comment) == one) byComment.Remove(one.Comment);
        foreach (var key in one.Print.Keys())
            if (index.TryGetValue(key, out var list) && list.Remove(one) && list.Count == 0) index.Remove(key);
        one.Group?.Whole.Remove(one);
        Forget(one.Print);
    }

    // Nobody of the group leads there any more.
    private void Forget(Print print)
    {
        foreach (var payload in print.Payload)
            if (byPayload.TryGetValue(payload, out var other) && !other.Whole.Leads(payload)) byPayload.Remove(payload);
    }

    private static List<Print> Different(IEnumerable<Print> prints)
    {
        var kept = new List<Print>();
        foreach (var print in prints)
            if (kept.Count < MostPrints && !kept.Exists(x => x.Payload.AsSpan().SequenceEqual(print.Payload)
                && (x.Sketch.AsSpan().SequenceEqual(print.Sketch) || x.Resemblance(print) >= Same)))
                kept.Add(print);
        return kept;
    }
}
