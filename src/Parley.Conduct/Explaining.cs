namespace Parley.Conduct;

/// <summary>Which words carry a score, and what they are.</summary>
internal sealed class Explaining(ModelParts parts, Reading reading, Features features)
{
    private const int MostSpans = 20;

    public IReadOnlyList<ConductSpan> Spans(double?[] scores, ConductAttribute? hint, double worth)
    {
        var any = false;
        for (var a = 0; a < scores.Length; a++) any |= Shows(a, scores, hint, worth);
        if (!any) return [];
        var spans = new List<ConductSpan>();
        for (var a = 0; a < scores.Length; a++)
            if (Shows(a, scores, hint, worth))
                Add(spans, (ConductAttribute)a, scores[a]!.Value);
        return [.. spans.OrderBy(span => span.Begin).ThenBy(span => span.Attribute)];
    }

    private static bool Shows(int a, double?[] scores, ConductAttribute? hint, double worth) =>
        (ConductAttribute)a is not (ConductAttribute.SPAM or ConductAttribute.REASONED) && (scores[a] >= worth || (int?)hint == a);

    private void Add(List<ConductSpan> spans, ConductAttribute attribute, double score)
    {
        var tokens = reading.Tokens;
        var weight = new double[tokens.Length];
        var (words, pieces) = (1 / Math.Sqrt(Math.Max(1, features.Words)), 1 / Math.Sqrt(Math.Max(1, features.Count - features.Words)));
        for (var i = 0; i < features.Count; i++)
            if (features.TokenOf[i] >= 0)
                weight[features.TokenOf[i]] += parts.Table[features.Buckets[i], (int)attribute] * (i < features.Words ? words : pieces);
        var most = 0.0;
        for (var i = 0; i < weight.Length; i++)
            if (tokens[i].Kind != TokenKind.Sign) most = Math.Max(most, weight[i]);
        if (most <= 0) return;
        var made = 0;
        for (var i = 0; i < tokens.Length && made < MostSpans; i++)
        {
            if (!Carries(tokens[i], weight[i], most)) continue;
            var end = i + 1;
            while (end < tokens.Length && Carries(tokens[end], weight[end], most)) end++;
            spans.Add(new(attribute, tokens[i].Start, tokens[end - 1].End, score, Reasons.Of(attribute, tokens[i..end])));
            made++;
            i = end;
        }
    }

    private static bool Carries(in Token token, double weight, double most) => token.Kind != TokenKind.Sign && weight >= most * 0.5;
}

/// <summary>Why, in one sentence each: of what is written, never of who writes.</summary>
internal static class Reasons
{
    public static string Of(ConductAttribute attribute, ReadOnlySpan<Token> tokens)
    {
        var (abuse, slur, you, hidden) = (false, false, false, false);
        foreach (ref readonly var token in tokens)
        {
            abuse |= token.IsAbuse;
            slur |= (token.Flags & WordFlags.Slur) != 0;
            you |= (token.Standing & Standing.NearYou) != 0;
            hidden |= token.IsAbuse && (token.Standing & Standing.Disguised) != 0;
        }
        if (hidden) return "A rude word in disguise.";
        if (slur) return "A word that is used to put people down.";
        return attribute switch
        {
            ConductAttribute.THREAT => "Reads as if somebody should be hurt.",
            ConductAttribute.IDENTITY_ATTACK => "Speaks against people for what they are.",
            ConductAttribute.PROFANITY => "A swear word.",
            ConductAttribute.NAME_CALLING or ConductAttribute.INSULT => you ? "A name for the person who is spoken to." : "A name in place of a reason.",
            ConductAttribute.AD_HOMINEM => "About the person, not about what they said.",
            ConductAttribute.TONE => "Answers how it was said, not what was said.",
            ConductAttribute.BARE_CONTRADICTION => "Says that it is wrong, without a reason.",
            _ => abuse ? "A rude word." : "Likely to be read as rude.",
        };
    }
}
