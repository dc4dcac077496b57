namespace Parley.Reputation;

/// <summary>
/// How much recognition reaches each reader. It flows from the house and, thinly, from every established reader; whoever
/// receives some passes a third of it on to those they recognise themselves; and nobody gives more than they have, however
/// many they recognise. After EigenTrust's pre-trusted peers (Kamvar, Schlosser, Garcia-Molina, 2003) and the bounded flow
/// of Advogato (Levien, 2003): what a ring can bring about is bounded by what flows into it, not by how its members vote.
/// <para>
/// The bound: the members of any group together receive at most (what outsiders give them + <see cref="Crowd"/> for each of
/// them) × <see cref="MostAmplified"/>. For with R received in all, the group gives itself at most its own crowd weight and
/// R / <see cref="PassedOn"/>, so R ≤ inflow + crowd + R / <see cref="PassedOn"/>.
/// </para>
/// </summary>
public static class Recognition
{
    /// <summary>What an editor or moderator can give, in millionths: to forty readers in full, to more of them less each.</summary>
    public const long House = 40 * Measures.One;

    /// <summary>
    /// What an established reader can give before anybody has recognised them: a twenty-fifth of one recognition in all.
    /// A community without a newsroom's help can still raise its best by this; fifty accounts make two recognitions of it.
    /// </summary>
    public const long Crowd = Measures.One / 25;

    /// <summary>One part in so many of what one receives can be given to others.</summary>
    public const int PassedOn = 3;

    /// <summary>1 + 1/3 + 1/9 + …: what going round in a ring can make of recognition.</summary>
    public const double MostAmplified = 1.5;

    /// <summary>By then less than a millionth goes round.</summary>
    private const int MostRounds = 16;

    /// <param name="own">What each reader can give of themselves; 0 for those who can give nothing at all.</param>
    /// <param name="edges">Who recognises whom, each pair once, and how much of it is still remembered.</param>
    /// <returns>What each reader receives, in millionths.</returns>
    public static long[] Flow(long[] own, IReadOnlyList<(int By, int To, long Kept)> edges)
    {
        var asked = new long[own.Length];
        foreach (var (by, _, kept) in edges) asked[by] += kept;
        var received = new long[own.Length];
        for (var round = 0; round < MostRounds; round++)
        {
            var next = new long[own.Length];
            foreach (var (by, to, kept) in edges) next[to] += Share(own[by], received[by], asked[by], kept);
            if (next.AsSpan().SequenceEqual(received)) break;
            received = next;
        }
        return received;
    }

    /// <summary>What one gives another: all of it, or the part that is left to each when there are too many.</summary>
    public static long Share(long own, long received, long asked, long kept)
    {
        if (own == 0) return 0;
        var has = own + received / PassedOn;
        return asked <= has ? kept : kept * has / asked;
    }
}
