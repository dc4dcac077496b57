using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parley.Conduct;

namespace Parley.Training;

/// <summary>A text as buckets: of words, then of pieces.</summary>
internal sealed record Vector(int[] Buckets, int Words, float[] Labels, float Weight);

/// <summary>
/// Logistic regression for all attributes at once by AdaGrad (Duchi et al. 2011), one text after the other in an order drawn by dice. Lanes
/// of a register never meet, so their number changes no bit.
/// </summary>
/// <param name="slowest">The rate falls to this: with short steps at the end the last texts seen weigh no more than the first.</param>
internal sealed class Learner(int bits, float fastest, float slowest, float decay)
{
    private const int Width = WeightTable.Width;

    private float rate;
    private readonly float[] weights = new float[(1 << bits) * Width];
    private readonly float[] squares = new float[(1 << bits) * Width];
    private readonly float[] biases = new float[Width];
    private readonly float[] biasSquares = new float[Width];

    public void Learn(IReadOnlyList<Vector> vectors, int epochs, ulong seed)
    {
        var order = Enumerable.Range(0, vectors.Count).ToArray();
        var dice = new Dice(seed);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            dice.Shuffle(order);
            for (var i = 0; i < order.Length; i++)
            {
                rate = fastest + ((slowest - fastest) * (((float)epoch * order.Length) + i) / ((float)epochs * order.Length));
                Step(vectors[order[i]]);
            }
        }
    }

    private void Step(Vector vector)
    {
        Span<float> z = stackalloc float[Width];
        Span<float> gradient = stackalloc float[Width];
        var (words, pieces) = Shares(vector);
        Sum(vector.Buckets.AsSpan(0, vector.Words), words, z);
        Sum(vector.Buckets.AsSpan(vector.Words), pieces, z);
        gradient.Clear();
        for (var a = 0; a < vector.Labels.Length; a++)
        {
            if (float.IsNaN(vector.Labels[a])) continue;
            var error = vector.Weight * (float)(DeterministicMath.Sigmoid(z[a] + biases[a]) - vector.Labels[a]);
            gradient[a] = error;
            biasSquares[a] += error * error;
            biases[a] -= rate * 0.5f * error / (MathF.Sqrt(biasSquares[a]) + 1e-3f);
        }
        Move(vector.Buckets.AsSpan(0, vector.Words), words, gradient);
        Move(vector.Buckets.AsSpan(vector.Words), pieces, gradient);
    }

    private static (float, float) Shares(Vector vector) =>
        (1 / MathF.Sqrt(Math.Max(1, vector.Words)), 1 / MathF.Sqrt(Math.Max(1, vector.Buckets.Length - vector.Words)));

    private void Sum(ReadOnlySpan<int> buckets, float share, Span<float> into)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(weights);
        var (a, b, c) = (Vector128<float>.Zero, Vector128<float>.Zero, Vector128<float>.Zero);
        foreach (var bucket in buckets)
        {
            var at = (nuint)(bucket * Width);
            a += Vector128.LoadUnsafe(ref first, at);
            b += Vector128.LoadUnsafe(ref first, at + 4);
            c += Vector128.LoadUnsafe(ref first, at + 8);
        }
        for (var i = 0; i < 4; i++) (into[i], into[4 + i], into[8 + i]) = (into[i] + (a[i] * share), into[4 + i] + (b[i] * share), into[8 + i] + (c[i] * share));
    }

    private void Move(ReadOnlySpan<int> buckets, float share, ReadOnlySpan<float> gradient)
    {
        ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
        ref var s = ref MemoryMarshal.GetArrayDataReference(squares);
        var (step, small, fade) = (Vector128.Create(rate), Vector128.Create(1e-4f), Vector128.Create(decay));
        for (var part = 0; part < 12; part += 4)
        {
            var g = Vector128.Create(gradient.Slice(part, 4)) * Vector128.Create(share);
            if (g == Vector128<float>.Zero) continue;
            foreach (var bucket in buckets)
            {
                var at = (nuint)((bucket * Width) + part);
                var weight = Vector128.LoadUnsafe(ref w, at);
                // Fades only where there is something to learn, or what wasn't labelled would be forgotten.
                var pull = g + Vector128.ConditionalSelect(Vector128.Equals(g, Vector128<float>.Zero), Vector128<float>.Zero, fade * weight);
                var square = Vector128.LoadUnsafe(ref s, at) + (pull * pull);
                square.StoreUnsafe(ref s, at);
                (weight - (step * pull / (Vector128.Sqrt(square) + small))).StoreUnsafe(ref w, at);
            }
        }
    }

    /// <summary>One byte a weight; what is smaller than half a step is nothing.</summary>
    public WeightTable Quantised(int attributes)
    {
        var scales = new float[attributes];
        for (var a = 0; a < attributes; a++)
        {
            var most = 0f;
            for (var i = a; i < weights.Length; i += Width) most = Math.Max(most, Math.Abs(weights[i]));
            scales[a] = Math.Max(most, 1e-6f) / 127;
        }
        var bytes = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            if (i % Width < attributes)
                bytes[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[i % Width]), -127, 127);
        return new(bytes, scales, biases[..attributes]);
    }
}
