using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Conduct;

/// <summary>A weight of one byte for each bucket and attribute; those of a bucket lie together, so that a feature costs one line of the cache.</summary>
internal sealed class WeightTable
{
    /// <summary>Attributes and room: a whole vector register.</summary>
    public const int Width = 16;

    private readonly sbyte[] weights;

    public WeightTable(sbyte[] weights, float[] scales, float[] biases) => (this.weights, Scales, Biases) = (weights, scales, biases);

    public sbyte[] Weights => weights;

    /// <summary>What one step of a weight is worth, by attribute.</summary>
    public float[] Scales { get; }

    public float[] Biases { get; }

    public int this[int bucket, int attribute] => weights[(bucket * Width) + attribute];

    /// <summary>Adds the weights of the buckets; whole numbers, so that the order doesn't matter.</summary>
    public void Sum(ReadOnlySpan<int> buckets, Span<int> into)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(weights);
        var (a, b, c, d) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
        foreach (var bucket in buckets)
        {
            var row = Vector128.LoadUnsafe(ref first, (nuint)(bucket * Width));
            var (low, high) = Vector128.Widen(row);
            var (ll, lh) = Vector128.Widen(low);
            var (hl, hh) = Vector128.Widen(high);
            (a, b, c, d) = (a + ll, b + lh, c + hl, d + hh);
        }
        for (var i = 0; i < 4; i++) (into[i], into[4 + i], into[8 + i], into[12 + i]) = (into[i] + a[i], into[4 + i] + b[i], into[8 + i] + c[i], into[12 + i] + d[i]);
    }
}

/// <summary>From what table and net say to a probability.</summary>
/// <param name="Weights">For each attribute: constant, weight of the whole text by the table, of its worst sentence, and of the net.</param>
internal sealed record Calibration(float[][] Weights)
{
    public double Of(int attribute, double whole, double worst, double net)
    {
        var w = Weights[attribute];
        return DeterministicMath.Sigmoid(Math.Clamp(w[0] + (w[1] * whole) + (w[2] * worst) + (w[3] * net), -9, 9));
    }
}
