using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parley.Conduct;
using static Parley.Conduct.PhraseNet;

namespace Parley.Training;

/// <summary>A text as rows of the net: of each token its word and what it stands in.</summary>
internal sealed record Phrases(int[][] Rows, float[] Labels, float Weight);

/// <summary>
/// Teaches the net of phrases by Adam (Kingma and Ba 2015), the words' vectors by AdaGrad. Every sum runs in an order of its own and in
/// lanes that never meet, so the same texts give the same bits on every machine.
/// </summary>
internal sealed class PhraseLearner
{
    private const int Dimensions = 100;
    private const int Attributes = ConductAttributes.Count;
    private const int Batch = 16;
    private const int LongestText = 220;
    private const float WordRate = 0.02f;
    private const float Dropped = 0.4f;

    private readonly float[] words;
    private readonly float[] wordSquares;
    private readonly Parameters filters = new(RowSize * Dimensions);
    private readonly float[] turned = new float[RowSize * Dimensions];
    private readonly Parameters biases = new(Filters);
    private readonly Parameters outputs = new(Filters * Attributes);
    private readonly Parameters outputBiases = new(Attributes);
    private readonly Dice dice = new(4);

    private readonly float[] vectors = new float[LongestText * Dimensions];
    private readonly float[] places = new float[LongestText * RowSize];
    private readonly float[] pull = new float[3 * Dimensions];

    public PhraseLearner(Vocabulary vocabulary, Dictionary<ulong, float[]> known)
    {
        words = new float[(Special + vocabulary.Count) * Dimensions];
        wordSquares = new float[Special + vocabulary.Count];
        for (var i = Dimensions; i < words.Length; i++) words[i] = Noise(0.2f);
        foreach (var (hash, vector) in known)
            for (var d = 0; d < Dimensions; d++) words[((Special + vocabulary.RowOf(hash)) * Dimensions) + d] = vector[d] * 0.5f;
        for (var i = 0; i < filters.Values.Length; i++) filters.Values[i] = Noise(0.1f);
        for (var i = 0; i < outputs.Values.Length; i++) outputs.Values[i] = Noise(0.1f);
        Turn();
    }

    private float Noise(float most) => ((dice.Below(20001) / 10000f) - 1) * most;

    public void Learn(IReadOnlyList<Phrases> texts, int epochs)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        var batches = epochs * texts.Count / Batch;
        var batch = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            dice.Shuffle(order);
            for (var i = 0; i < order.Length; i++)
            {
                Step(texts[order[i]]);
                if (i % Batch != Batch - 1) continue;
                var rate = 0.0015f * (1 - (batch++ / (float)batches)) + 1e-5f;
                foreach (var parameters in (Parameters[])[filters, biases, outputs, outputBiases]) parameters.Move(rate);
                Turn();
            }
        }
    }

    // Filters by dimension for looking, by filter for learning.
    private void Turn()
    {
        for (var r = 0; r < RowSize; r++)
        for (var d = 0; d < Dimensions; d++) turned[(d * RowSize) + r] = filters.Values[(r * Dimensions) + d];
    }

    private void Step(Phrases text)
    {
        var length = Math.Min(text.Rows.Length, LongestText);
        if (length == 0) return;
        Look(text.Rows, length);
        Span<float> strength = stackalloc float[Filters];
        Span<int> at = stackalloc int[Filters];
        Strongest(length, strength, at);
        Span<bool> awake = stackalloc bool[Filters];
        for (var f = 0; f < Filters; f++)
        {
            strength[f] += biases.Values[f];
            awake[f] = strength[f] > 0 && dice.Below(1000) >= Dropped * 1000;
            strength[f] = awake[f] ? strength[f] / (1 - Dropped) : 0;
        }
        Span<float> errors = stackalloc float[Attributes];
        for (var a = 0; a < Attributes; a++)
        {
            if (float.IsNaN(text.Labels[a])) continue;
            var z = outputBiases.Values[a];
            for (var f = 0; f < Filters; f++) z += strength[f] * outputs.Values[(f * Attributes) + a];
            errors[a] = text.Weight * (float)(DeterministicMath.Sigmoid(z) - text.Labels[a]);
            outputBiases.Pulls[a] += errors[a];
        }
        for (var f = 0; f < Filters; f++)
        {
            if (!awake[f]) continue;
            var pulled = 0f;
            for (var a = 0; a < Attributes; a++)
            {
                pulled += errors[a] * outputs.Values[(f * Attributes) + a];
                outputs.Pulls[(f * Attributes) + a] += errors[a] * strength[f];
            }
            pulled /= 1 - Dropped;
            biases.Pulls[f] += pulled;
            Back(f, at[f], pulled, text.Rows, length);
        }
    }

    /// <summary>What every filter makes of every word in every place.</summary>
    private void Look(int[][] rows, int length)
    {
        Array.Clear(vectors, 0, length * Dimensions);
        Array.Clear(places, 0, length * RowSize);
        ref var seen = ref MemoryMarshal.GetArrayDataReference(places);
        ref var filter = ref MemoryMarshal.GetArrayDataReference(turned);
        for (var t = 0; t < length; t++)
        {
            var vector = vectors.AsSpan(t * Dimensions, Dimensions);
            foreach (var row in rows[t])
                for (var d = 0; d < Dimensions; d++) vector[d] += words[(row * Dimensions) + d];
            // Six registers at a time stay where they are while all dimensions pass.
            for (var r = 0; r < RowSize; r += 48)
            {
                var to = (nuint)((t * RowSize) + r);
                var (a, b, c) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                var (e, g, h) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                for (var d = 0; d < Dimensions; d++)
                {
                    var x = Vector256.Create(vector[d]);
                    var from = (nuint)((d * RowSize) + r);
                    a += x * Vector256.LoadUnsafe(ref filter, from);
                    b += x * Vector256.LoadUnsafe(ref filter, from + 8);
                    c += x * Vector256.LoadUnsafe(ref filter, from + 16);
                    e += x * Vector256.LoadUnsafe(ref filter, from + 24);
                    g += x * Vector256.LoadUnsafe(ref filter, from + 32);
                    h += x * Vector256.LoadUnsafe(ref filter, from + 40);
                }
                a.StoreUnsafe(ref seen, to);
                b.StoreUnsafe(ref seen, to + 8);
                c.StoreUnsafe(ref seen, to + 16);
                e.StoreUnsafe(ref seen, to + 24);
                g.StoreUnsafe(ref seen, to + 32);
                h.StoreUnsafe(ref seen, to + 40);
            }
        }
    }

    private void Strongest(int length, Span<float> strength, Span<int> at)
    {
        strength.Fill(float.NegativeInfinity);
        for (var t = 0; t < length; t++)
        for (var f = 0; f < Filters; f++)
        {
            var sum = places[(t * RowSize) + Filters + f];
            if (t > 0) sum += places[((t - 1) * RowSize) + f];
            if (t + 1 < length) sum += places[((t + 1) * RowSize) + (2 * Filters) + f];
            if (sum > strength[f]) (strength[f], at[f]) = (sum, t);
        }
    }

    private void Back(int f, int middle, float pulled, int[][] rows, int length)
    {
        for (var k = 0; k < Width; k++)
        {
            var t = middle - 1 + k;
            if (t < 0 || t >= length) continue;
            var at = ((k * Filters) + f) * Dimensions;
            var norm = 0f;
            for (var d = 0; d < Dimensions; d++)
            {
                filters.Pulls[at + d] += pulled * vectors[(t * Dimensions) + d];
                pull[d] = pulled * filters.Values[at + d];
                norm += pull[d] * pull[d];
            }
            foreach (var row in rows[t])
            {
                if (row == 0) continue;
                wordSquares[row] += norm / Dimensions;
                var rate = WordRate / (MathF.Sqrt(wordSquares[row]) + 1e-3f);
                for (var d = 0; d < Dimensions; d++) words[(row * Dimensions) + d] -= rate * pull[d];
            }
        }
    }

    public PhraseNet Made()
    {
        var rows = words.Length / Dimensions;
        var exact = new float[rows * RowSize];
        for (var row = 1; row < rows; row++)
        for (var d = 0; d < Dimensions; d++)
        {
            var x = words[(row * Dimensions) + d];
            for (var r = 0; r < RowSize; r++) exact[(row * RowSize) + r] += x * turned[(d * RowSize) + r];
        }
        var scales = new float[Filters];
        for (var i = 0; i < exact.Length; i++) scales[i % Filters] = Math.Max(scales[i % Filters], Math.Abs(exact[i]));
        for (var f = 0; f < Filters; f++) scales[f] = Math.Max(scales[f], 1e-6f) / 127;
        return new([.. exact.Select((x, i) => (sbyte)Math.Clamp(MathF.Round(x / scales[i % Filters]), -127, 127))], scales, biases.Values, outputs.Values, outputBiases.Values);
    }

    private sealed class Parameters(int count)
    {
        public float[] Values { get; } = new float[count];
        public float[] Pulls { get; } = new float[count];

        private readonly float[] means = new float[count];
        private readonly float[] squares = new float[count];
        private float firstLeft = 1;
        private float secondLeft = 1;

        public void Move(float rate)
        {
            (firstLeft, secondLeft) = (firstLeft * 0.9f, secondLeft * 0.999f);
            var (first, second) = (1 / (1 - firstLeft), 1 / (1 - secondLeft));
            for (var i = 0; i < Values.Length; i++)
            {
                var g = Pulls[i] / Batch;
                means[i] = (0.9f * means[i]) + (0.1f * g);
                squares[i] = (0.999f * squares[i]) + (0.001f * g * g);
                Values[i] -= rate * means[i] * first / (MathF.Sqrt(squares[i] * second) + 1e-7f);
                Pulls[i] = 0;
            }
        }
    }
}
