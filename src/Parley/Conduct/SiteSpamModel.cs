using System.Security.Cryptography;

namespace Parley.Conduct;

/// <summary>
/// What the moderators of one site taught: a logistic regression over <see cref="FormFeatures"/>, learned one decision after the other by
/// a Kalman filter, which knows of each weight how sure it is, with the bound that Jaakkola and Jordan (2000) give for a decision of yes or
/// no. Weights begin at nothing, are drawn there (L2, by the width of the prior) and bounded.
/// The same lessons in the same order make the same model. Before each lesson it says what it would have said, and is believed by that
/// alone. A comment teaches once: who decides otherwise about it later turns the lesson. It never changes: a lesson makes another.
/// </summary>
public sealed class SiteSpamModel
{
    /// <summary>The newest lessons, by which it is believed or not.</summary>
    public const int Window = 400;

    /// <summary>Of those, that it must have called spam; of fewer no 99 in 100 can be told.</summary>
    public const int FewestPredictions = 100;

    /// <summary>Of those, that a person must have called none: whoever is shown one kind alone can't tell two apart.</summary>
    public const int FewestOthers = 50;

    /// <summary>Of those, that a person must have called spam too.</summary>
    public const double Precision = 0.99;

    /// <summary>From there on it calls a comment spam. Fixed: what was measured at one threshold says nothing of another.</summary>
    public const double Threshold = 0.95;

    /// <summary>Comments of people who were new that must stand for it to be tried against; with fewer it would be chance that it calls
    /// none of them spam.</summary>
    public const int FewestStanding = 200;

    /// <summary>Of those, that lead somewhere or repeat something: it could call no other spam.</summary>
    public const int FewestLeading = 50;

    /// <summary>Of so many that stand it may call one spam: something is always overlooked.</summary>
    private const int StandingPerFault = 1000;

    /// <summary>Variance of a weight of which nothing is known; no weight is ever less certain.</summary>
    private const double Prior = 32;

    /// <summary>By which all it knows grows less certain with each lesson: what was spam a year ago may not be today.</summary>
    private const double Fading = 1.001;

    private const double Heaviest = 10;

    private const int Checksum = 8;

    private static readonly int Count = FormFeatures.Names.Count + 1;

    private const byte Called = 1, WasSpam = 2;
    private const int LessonBytes = sizeof(ulong) + 1;

    private readonly double[] weights;

    /// <summary>How uncertain each weight is, and which with which, row by row.</summary>
    private readonly double[] covariance;
    private readonly Lesson[] recent;

    private SiteSpamModel(double[] weights, double[] covariance, Lesson[] recent, int lessons)
    {
        (this.weights, this.covariance, this.recent, Lessons) = (weights, covariance, recent, lessons);
        (Predictions, Right) = (recent.Count(x => x.IsCalled), recent.Count(x => x is { IsCalled: true, IsSpam: true }));
        Others = recent.Count(x => !x.IsSpam);
    }

    public static SiteSpamModel New()
    {
        var covariance = new double[Count * Count];
        for (var i = 0; i < Count; i++) covariance[i * Count + i] = Prior;
        return new(new double[Count], covariance, [], 0);
    }

    /// <summary>Since it began.</summary>
    public int Lessons { get; }

    /// <summary>Of the last <see cref="Window"/> lessons: what it had called spam, and what of that a person called so too.</summary>
    public int Predictions { get; }
    public int Right { get; }

    /// <summary>Of them, that a person called no spam.</summary>
    public int Others { get; }

    /// <summary>In the order of <see cref="FormFeatures.Names"/>.</summary>
    public IReadOnlyList<double> Weights => weights[..^1];

    /// <summary>What it begins with, before it looks at a comment.</summary>
    public double Bias => weights[^1];

    public bool IsProven => Predictions >= FewestPredictions && Right >= Precision * Predictions && Others >= FewestOthers;

    /// <summary>Lessons are about what somebody complained of. What it would do to everybody else, what stands undisturbed shows.</summary>
    /// <param name="leading">What of that leads somewhere or repeats something (<see cref="FormFeatures.LeadsOrRepeats"/>).</param>
    /// <param name="called">What it calls spam of that.</param>
    public static bool Spares(int standing, int leading, int called) =>
        standing >= FewestStanding && leading >= FewestLeading && called <= standing / StandingPerFault;

    public bool Calls(byte[] form) => FormFeatures.LeadsOrRepeats(form) && Probability(form) >= Threshold;

    /// <summary>What a person has decided about a comment. As it is written it is one lesson, however often it is decided about: who
    /// has it looked at again and again teaches nothing, and the newest decision is the one that counts.</summary>
    /// <param name="form">Of the current version.</param>
    public SiteSpamModel Learn(Guid comment, byte[] form, bool isSpam)
    {
        var mark = MarkOf(comment, form);
        var before = Array.FindLastIndex(recent, x => x.Mark == mark);
        if (before >= 0) return recent[before].IsSpam == isSpam ? this : Turn(before, form, isSpam);
        double[] values = ValuesOf(form);
        var (learned, known, said) = ((double[])weights.Clone(), Faded(), Probability(form));
        var gains = Times(known, values);
        var doubt = Doubt(Sum(form));
        var scale = 1 + doubt * values.Zip(gains, (value, gain) => value * gain).Sum();
        for (var i = 0; i < Count; i++)
        {
            learned[i] = Math.Clamp(learned[i] + gains[i] / scale * ((isSpam ? 1 : 0) - said), -Heaviest, Heaviest);
            for (var j = 0; j < Count; j++) known[i * Count + j] -= gains[i] * gains[j] * doubt / scale;
        }
        return new(learned, known, [.. recent.Skip(recent.Length == Window ? 1 : 0), new Lesson(mark, Calls(form), isSpam)], Lessons + 1);
    }

    // How much a lesson tells where the weights come to that sum. By the slope of the curve, said * (1 - said), it would be nothing where
    // the model is sure: it would learn nothing from being right, grow less certain, and be thrown from one end to the other by being
    // wrong, until it called nothing spam any more.
    private static double Doubt(double sum) => Math.Abs(sum) < 1e-6 ? 0.25 : Math.Tanh(Math.Abs(sum) / 2) / (2 * Math.Abs(sum));

    // What a lesson said is worth the covariance of today times what it was about: exactly so where it was the last, as nearly as can be
    // told of an older one. What had been called spam, and wrongly now, counts as wrong.
    private SiteSpamModel Turn(int lesson, byte[] form, bool isSpam)
    {
        var (learned, moved, turned) = ((double[])weights.Clone(), Times(covariance, ValuesOf(form)), (Lesson[])recent.Clone());
        for (var i = 0; i < Count; i++) learned[i] = Math.Clamp(learned[i] + (isSpam ? moved[i] : -moved[i]), -Heaviest, Heaviest);
        turned[lesson] = turned[lesson] with { IsSpam = isSpam };
        return new(learned, covariance, turned, Lessons);
    }

    private static double[] ValuesOf(byte[] form) => [.. form.Skip(1).Select(x => x / 255d), 1];

    private static double[] Times(double[] matrix, double[] values)
    {
        var product = new double[Count];
        for (var i = 0; i < Count; i++)
            for (var j = 0; j < Count; j++) product[i] += matrix[i * Count + j] * values[j];
        return product;
    }

    // By which the same comment in the same words is known again. Nobody can tell from it which it was.
    private static ulong MarkOf(Guid comment, byte[] form) =>
        BitConverter.ToUInt64(SHA256.HashData([.. comment.ToByteArray(), .. form]));

    private double[] Faded()
    {
        var (faded, by) = ((double[])covariance.Clone(), new double[Count]);
        for (var i = 0; i < Count; i++) by[i] = Math.Sqrt(Math.Min(Fading, Prior / covariance[i * Count + i]));
        for (var i = 0; i < Count; i++)
            for (var j = 0; j < Count; j++) faded[i * Count + j] *= by[i] * by[j];
        return faded;
    }

    private double Probability(byte[] form) => 1 / (1 + Math.Exp(-Sum(form)));

    private double Sum(byte[] form)
    {
        var sum = Bias;
        for (var i = 0; i < Count - 1; i++) sum += weights[i] * form[i + 1] / 255d;
        return sum;
    }

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(FormFeatures.Version);
        writer.Write(Lessons);
        foreach (var number in weights.Concat(covariance)) writer.Write(number);
        foreach (var lesson in recent)
        {
            writer.Write(lesson.Mark);
            writer.Write((byte)((lesson.IsCalled ? Called : 0) | (lesson.IsSpam ? WasSpam : 0)));
        }
        writer.Write(SHA256.HashData(bytes.ToArray())[..Checksum]);
        return bytes.ToArray();
    }

    /// <summary>Null for what is damaged, or was made of other features.</summary>
    public static SiteSpamModel? Read(byte[] bytes)
    {
        var (numbers, head) = (new double[Count + Count * Count], 1 + sizeof(int));
        var (body, first) = (bytes.Length - Checksum, head + numbers.Length * sizeof(double));
        if (body < first || body - first > Window * LessonBytes || (body - first) % LessonBytes != 0 || bytes[0] != FormFeatures.Version
            || !SHA256.HashData(bytes.AsSpan(0, body)).AsSpan(0, Checksum).SequenceEqual(bytes.AsSpan(body))) return null;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BitConverter.ToDouble(bytes, head + i * sizeof(double));
        var lessons = bytes[first..body].Chunk(LessonBytes).Select(x => new Lesson(BitConverter.ToUInt64(x), (x[^1] & Called) != 0,
            (x[^1] & WasSpam) != 0));
        return new(numbers[..Count], numbers[Count..], [.. lessons], BitConverter.ToInt32(bytes, 1));
    }

    /// <param name="Mark">Of the comment, as it was written.</param>
    /// <param name="IsCalled">It had called it spam before.</param>
    /// <param name="IsSpam">A person did.</param>
    private readonly record struct Lesson(ulong Mark, bool IsCalled, bool IsSpam);
}
