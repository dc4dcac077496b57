namespace Parley.Reputation;

/// <summary>What ranks and badges ask for.</summary>
public enum Measure
{
    /// <summary>Days on which they said something.</summary>
    Days,

    /// <summary>Conversations they took part in.</summary>
    Discussions,

    /// <summary>Different established readers who answered them.</summary>
    Answers,

    /// <summary>How much established readers recognise them: see <see cref="Recognition"/>.</summary>
    Recognised,

    /// <summary>Different established readers who voted for an answer to their own comment.</summary>
    Thanks,

    /// <summary>Decisions of the newsroom in their favour.</summary>
    Decisions,

    /// <summary>Their comments that were removed.</summary>
    Removals,
}

/// <summary>What a reader has of each measure, in millionths: whole numbers add up to the same in every order.</summary>
public sealed record Measures(long Days, long Discussions, long Answers, long Recognised, long Thanks, long Decisions, long Removals)
{
    public const long One = 1_000_000;

    public static readonly Measures None = new(0, 0, 0, 0, 0, 0, 0);

    public long this[Measure measure] => measure switch
    {
        Measure.Days => Days,
        Measure.Discussions => Discussions,
        Measure.Answers => Answers,
        Measure.Recognised => Recognised,
        Measure.Thanks => Thanks,
        Measure.Decisions => Decisions,
        _ => Removals,
    };
}

/// <summary>How much something still counts that happened so long ago.</summary>
public static class Memory
{
    /// <summary>A season away costs nothing.</summary>
    public const int FullDays = 90;

    /// <summary>After that, half of it is forgotten in half a year, and half of the rest in the next.</summary>
    public const int HalfLifeDays = 180;

    private static readonly long[] Kept =
        [.. Enumerable.Range(0, 20 * HalfLifeDays).Select(day => (long)(Measures.One * Math.Pow(2, -(double)day / HalfLifeDays)))];

    /// <param name="age">Whole days. What a clock set wrong dates into the future counts as today's.</param>
    /// <returns>In millionths.</returns>
    public static long Of(int age) => age <= FullDays ? Measures.One : age - FullDays < Kept.Length ? Kept[age - FullDays] : 0;
}
