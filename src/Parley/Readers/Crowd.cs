using System.Numerics;

namespace Parley.Readers;

/// <summary>
/// How many different people there were, from 16 kB that hold nobody: a HyperLogLog, whose figure is off by less than one in a hundred.
/// Estimated after Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017 (algorithm 6), which needs no corrections for
/// small numbers and large ones.
/// </summary>
public sealed class Crowd
{
    private const int IndexBits = 14;
    private const int Length = 1 << IndexBits;

    /// <summary>A person's bits that don't choose the cell.</summary>
    private const int Rest = 64 - IndexBits;

    private readonly byte[] cells = new byte[Length];

    public byte[] Cells => [.. cells];

    /// <param name="person">Evenly spread: a hash.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool Add(ulong person)
    {
        var rank = (byte)(BitOperations.LeadingZeroCount((person << IndexBits) | (1ul << (IndexBits - 1))) + 1);
        ref var cell = ref cells[CellOf(person)];
        if (cell >= rank) return false;
        cell = rank;
        return true;
    }

    internal static int CellOf(ulong person) => (int)(person >> Rest);

    /// <summary>Those of another part of the day, or of another server, join.</summary>
    public void Add(ReadOnlySpan<byte> others)
    {
        for (var i = 0; i < Math.Min(others.Length, Length); i++) cells[i] = Math.Max(cells[i], others[i]);
    }

    public int Count()
    {
        var ranks = new int[Rest + 2];
        foreach (var cell in cells) ranks[Math.Min((int)cell, Rest + 1)]++;
        var sum = Length * Tau(1 - (double)ranks[Rest + 1] / Length);
        for (var rank = Rest; rank >= 1; rank--) sum = .5 * (sum + ranks[rank]);
        sum += Length * Sigma((double)ranks[0] / Length);
        return (int)Math.Round((double)Length * Length / (2 * Math.Log(2) * sum));
    }

    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        double before, y = 1, z = x;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        double before, y = 1, z = 1 - x;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= .5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
