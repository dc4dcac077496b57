namespace Parley.Conduct;

/// <summary>One thread's work: a text read, its features summed, its scores calibrated, and where they come from.</summary>
internal sealed class Scorer(ModelParts parts)
{
    private const int Attributes = ConductAttributes.Count;
    private const int Spam = (int)ConductAttribute.SPAM;

    /// <summary>Spans are shown from here on: below, there is nothing to show.</summary>
    private const double Worth = 0.3;

    private readonly Reading reading = new(parts.Lexicon);
    private readonly Features features = new();
    private readonly SpamFeatures spam = new();
    private readonly int[] sums = new int[WeightTable.Width];
    private readonly int[] pieceSums = new int[WeightTable.Width];
    // Of words and of pieces: a sum for each attribute, and how many.
    private const int Row = (Attributes + 1) * 2;

    private int[] bySentence = [];

    public Reading Reading => reading;

    public Features Features => features;

    public SpamFeatures SpamFeatures => spam;

    public double[] Whole { get; } = new double[Attributes];

    public double[] Worst { get; } = new double[Attributes];

    public double[] Net { get; } = new double[Attributes];

    public Judgement Score(string text, string? language)
    {
        language ??= parts.Languages.Of(text.AsSpan(0, Math.Min(text.Length, Reading.Longest)));
        var supported = language == "und" || LanguageProfile.Supported.Contains(language);
        Weigh(text, language);
        var scores = new double?[Attributes];
        for (var a = 0; a < Attributes; a++)
            if (supported || a == Spam)
                scores[a] = Round(parts.Calibration.Of(a, Whole[a], Worst[a], Net[a]));
        var hint = supported ? Hint(scores, language) : null;
        return new(language, supported, scores, hint, supported ? new Explaining(parts, reading, features).Spans(scores, hint, Worth) : [], reading.Read);
    }

    /// <summary>The log odds of each attribute, before calibration.</summary>
    public void Weigh(string text, string language)
    {
        reading.Take(text, capitalsAreNames: language != "de");
        features.Of(reading);
        spam.Of(reading);
        var tokens = reading.Tokens;
        if (tokens.Length == 0 || tokens[^1].Sentence == 0) SumAtOnce();
        else SumSentences(tokens);
        parts.Net.Ask(reading, parts.Lexicon.Words, Net);
        Array.Clear(sums);
        parts.Spam.Sum(spam.Buckets.AsSpan(0, spam.Count), sums);
        Whole[Spam] = Worst[Spam] = Net[Spam] = parts.Spam.Biases[0] + (sums[0] * parts.Spam.Scales[0] / Math.Sqrt(Math.Max(1, spam.Count)));
    }

    private void SumAtOnce()
    {
        Array.Clear(sums);
        Array.Clear(pieceSums);
        parts.Table.Sum(features.Buckets.AsSpan(0, features.Words), sums);
        parts.Table.Sum(features.Buckets.AsSpan(features.Words, features.Count - features.Words), pieceSums);
        for (var a = 0; a < Attributes; a++) Worst[a] = Whole[a] = LogOdds(a, sums[a], features.Words, pieceSums[a], features.Count - features.Words);
    }

    // A long text may have one sentence that says it all. Whole numbers, so that the sum of the sentences is the sum of the text.
    private void SumSentences(ReadOnlySpan<Token> tokens)
    {
        var sentences = tokens[^1].Sentence + 1;
        if (bySentence.Length < (sentences + 1) * Row) bySentence = new int[(sentences + 1) * Row];
        var rows = bySentence.AsSpan(0, (sentences + 1) * Row);
        rows.Clear();
        Gather(rows, 0, features.Words, 0, tokens, sentences);
        Gather(rows, features.Words, features.Count, Attributes + 1, tokens, sentences);
        Array.Clear(sums);
        Array.Clear(pieceSums);
        Worst.AsSpan().Fill(double.NegativeInfinity);
        for (var s = 0; s <= sentences; s++)
        {
            var row = rows.Slice(s * Row, Row);
            for (var a = 0; a < Attributes; a++) (sums[a], pieceSums[a]) = (sums[a] + row[a], pieceSums[a] + row[Attributes + 1 + a]);
            if (s == sentences || row[Attributes] == 0) continue;
            for (var a = 0; a < Attributes; a++)
                Worst[a] = Math.Max(Worst[a], LogOdds(a, row[a], row[Attributes], row[Attributes + 1 + a], row[Row - 1]));
        }
        for (var a = 0; a < Attributes; a++)
        {
            Whole[a] = LogOdds(a, sums[a], features.Words, pieceSums[a], features.Count - features.Words);
            if (double.IsNegativeInfinity(Worst[a])) Worst[a] = Whole[a];
        }
    }

    private double LogOdds(int attribute, int words, int wordCount, int pieces, int pieceCount) =>
        parts.Table.Biases[attribute] + (parts.Table.Scales[attribute] * ((words / Math.Sqrt(Math.Max(1, wordCount))) + (pieces / Math.Sqrt(Math.Max(1, pieceCount)))));

    // What speaks of no token stands in a row of its own, after the sentences.
    private void Gather(Span<int> rows, int from, int to, int at, ReadOnlySpan<Token> tokens, int sentences)
    {
        Span<int> one = stackalloc int[WeightTable.Width];
        for (var i = from; i < to;)
        {
            var (token, end) = (features.TokenOf[i], i);
            while (end < to && features.TokenOf[end] == token) end++;
            one.Clear();
            parts.Table.Sum(features.Buckets.AsSpan(i, end - i), one);
            var row = rows.Slice(((token < 0 ? sentences : tokens[token].Sentence) * Row) + at, Attributes + 1);
            for (var a = 0; a < Attributes; a++) row[a] += one[a];
            row[Attributes] += end - i;
            i = end;
        }
    }

    // The worst that can be said is said first; of the habits, the clearest. Of languages that were learned from little, only what a
    // word of abuse or harm carries is worth a hint.
    private ConductAttribute? Hint(double?[] scores, string language)
    {
        if (language is not ("en" or "und") && !SaysAbuse()) return null;
        foreach (var attribute in Order)
            if (scores[(int)attribute] is { } score && score >= parts.Hints[(int)attribute])
                return attribute;
        return null;
    }

    private bool SaysAbuse()
    {
        foreach (ref readonly var token in reading.Tokens)
            if ((token.Flags & WordFlags.Hidden) != 0)
                return true;
        return false;
    }

    private static readonly ConductAttribute[] Order =
    [
        ConductAttribute.THREAT, ConductAttribute.IDENTITY_ATTACK, ConductAttribute.NAME_CALLING, ConductAttribute.INSULT, ConductAttribute.AD_HOMINEM,
        ConductAttribute.TOXICITY, ConductAttribute.PROFANITY, ConductAttribute.TONE, ConductAttribute.BARE_CONTRADICTION,
    ];

    private static double Round(double score) => Math.Round(score, 6);
}
