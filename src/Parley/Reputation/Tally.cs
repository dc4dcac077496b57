using System.Runtime.InteropServices;

namespace Parley.Reputation;

/// <summary>A line of the ledger, as far as it is counted.</summary>
public readonly record struct Fact(Deed Deed, Guid ById, Guid ReaderId, Guid Within, DateTimeOffset At);

/// <summary>
/// Counts the ledger: everyone's measures from every line in force, the same in whatever order the lines come. Others are
/// counted by heads, not by votes: whoever answers or votes for the same reader a hundred times is one reader.
/// </summary>
public sealed class Tally(DateTimeOffset now)
{
    /// <summary>
    /// Who has taken part on so many days, the first of them so long ago, is established: only their word counts for others.
    /// </summary>
    public const int EstablishedDays = 3;
    public const int EstablishedAfterDays = 14;

    private readonly int today = Day(now);
    private readonly Dictionary<Guid, int> numbers = [];
    private readonly List<int> firstDays = [];
    private readonly Dictionary<Guid, int> conversations = [];

    // Per measure: a reader and what is counted once (a day, a conversation, another reader), and the last day of it.
    private readonly Dictionary<(int Reader, int Of), int>[] heads =
        [.. Enum.GetValues<Measure>().Select(_ => new Dictionary<(int, int), int>())];
    private int decisions;

    public int Facts { get; private set; }

    public void Add(Fact fact)
    {
        Facts++;
        // Nobody counts for themselves.
        if (fact.Deed != Deed.Comment && fact.ById == fact.ReaderId) return;
        var (reader, by, day) = (NumberOf(fact.ReaderId), NumberOf(fact.ById), Day(fact.At));
        switch (fact.Deed)
        {
            case Deed.Comment:
                Count(Measure.Days, reader, day, day);
                Count(Measure.Discussions, reader, ConversationOf(fact.Within), day);
                firstDays[reader] = Math.Min(firstDays[reader], day);
                break;
            case Deed.Answer:
                Count(Measure.Answers, reader, by, day);
                break;
            case Deed.Thanks:
                Count(Measure.Thanks, reader, by, day);
                Count(Measure.Recognised, reader, by, day);
                break;
            case Deed.Recognition:
                Count(Measure.Recognised, reader, by, day);
                break;
            case Deed.Featured:
                Count(Measure.Recognised, reader, by, day);
                Count(Measure.Decisions, reader, decisions++, day);
                break;
            case Deed.ReportUpheld:
                Count(Measure.Decisions, reader, decisions++, day);
                break;
            case Deed.Removal:
                Count(Measure.Removals, reader, decisions++, day);
                break;
        }
    }

    /// <param name="staff">The house's own people, from whom recognition comes.</param>
    public IReadOnlyDictionary<Guid, Measures> Count(IReadOnlySet<Guid> staff)
    {
        var days = Sum(Measure.Days);
        var own = new long[numbers.Count];
        foreach (var (id, reader) in numbers)
        {
            var isEstablished = days[reader] >= EstablishedDays * Measures.One && today - firstDays[reader] >= EstablishedAfterDays;
            own[reader] = staff.Contains(id) ? Recognition.House : isEstablished ? Recognition.Crowd : 0;
        }
        var edges = heads[(int)Measure.Recognised].Where(x => own[x.Key.Of] > 0)
            .Select(x => (x.Key.Of, x.Key.Reader, Kept(x.Value))).ToList();
        var recognised = Recognition.Flow(own, edges);
        var (discussions, answers, thanks) = (Sum(Measure.Discussions), Sum(Measure.Answers, own), Sum(Measure.Thanks, own));
        var (favours, removals) = (Sum(Measure.Decisions), Sum(Measure.Removals));
        return numbers.ToDictionary(x => x.Key, x => new Measures(
            days[x.Value], discussions[x.Value], answers[x.Value], recognised[x.Value], thanks[x.Value], favours[x.Value],
            removals[x.Value]));
    }

    private long[] Sum(Measure measure, long[]? onlyFrom = null)
    {
        var sums = new long[numbers.Count];
        foreach (var ((reader, of), day) in heads[(int)measure])
            if (onlyFrom is null || onlyFrom[of] > 0)
                sums[reader] += Kept(day);
        return sums;
    }

    private long Kept(int day) => Memory.Of(today - day);

    private void Count(Measure measure, int reader, int of, int day)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(heads[(int)measure], (reader, of), out var known);
        last = known ? Math.Max(last, day) : day;
    }

    private int NumberOf(Guid reader)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, reader, out var known);
        if (known) return number;
        firstDays.Add(int.MaxValue);
        return number = firstDays.Count - 1;
    }

    private int ConversationOf(Guid within)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(conversations, within, out var known);
        return known ? number : number = conversations.Count - 1;
    }

    private static int Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime).DayNumber;
}
