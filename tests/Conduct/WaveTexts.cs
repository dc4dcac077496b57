using System.Globalization;
using System.Text;

namespace Parley.Tests.Conduct;

/// <summary>Texts for waves, drawn from a seed: what spammers make of a few templates, and what people write who each say their
/// own.</summary>
public sealed class WaveTexts(int seed)
{
    private static readonly string[] Templates =
    [
        "{Hi|Hello|Good day|Hey} {friends|everyone|all|folks}, {I|my sister|my neighbour} {name} {earned|made|got} {number} "
            + "{euros|dollars} "
            + "{last month|this week|in ten days} {working from home|on the phone|from the sofa} {without any experience|with no "
            + "risk at all}. "
            + "{Write to her|See how|Look here|Everything is here}: {link} {before it is over|while places are left|today only}",
        "{Doctors|Experts|Pharmacies} {hate|hide|don't want you to know} this {simple|old|secret} {remedy|trick|tea} against "
            + "{pain|diabetes|"
            + "high pressure}: {name} {lost|cured|forgot} it in {number} days. {Order|Get yours|Ask for it} {now|today|quickly} at "
            + "{link} and "
            + "{pay nothing|save half|get one free} for the first {box|month|bottle}",
        "{My|Our} {trader|adviser|expert} {name} {turned|made} {number} into {number} with {coins|tokens|crypto} in {one week|five days|a "
            + "month}, {fully automatic|no knowledge needed|guaranteed}. {Contact|Message|Write} {him|her|them} on {link} and "
            + "{start|begin|join} "
            + "{today|now|at once}, {thank me later|it changed my life|you won't regret it}",
        "{Cheap|Best|Original} {watches|shoes|phones|bags} {straight from the factory|without customs|with free delivery}, {number} "
            + "{models|"
            + "pieces} {in stock|left}, {answer in an hour|all sizes|all colours}, {pay when it comes|money back}. "
            + "{Catalogue|Prices|Shop}: {link} "
            + "{tell them|say} {name} {sent you|for a discount}",
    ];

    private static readonly string[] Names = ["Anna", "Boris", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jamal",
        "Klara",
        "Luis", "Mira", "Nadia", "Omar", "Petra", "Quinn", "Rosa", "Selim", "Tanja"];

    private static readonly string[] Hosts = ["https://bit.ly/", "https://tinyurl.com/", "t.me/", "https://cutt.ly/"];

    private static readonly (char From, string To)[] Alike = [('a', "а"), ('e', "е"), ('o', "о"), ('c', "с"), ('i', "1"), ('o', "0"), ('e',
        "3")];

    private static readonly string[] Subjects = ["the bridge", "the ferry", "the council", "my street", "the mayor", "the old harbour",
        "the school",
        "our bus line", "the budget", "the traffic", "the report", "the engineers", "the shops", "cyclists", "the river", "the island",
        "the toll", "the market", "the detour", "commuters"];

    private static readonly string[] Verbs = ["should explain", "has ignored", "will outlast", "depends on", "was promised by",
        "costs more than",
        "can't replace", "helped", "makes a mess of", "deserves better than", "paid for", "learned nothing from", "was built before",
        "is slower than", "has little to do with", "could use", "never asked", "looks like", "is worth more than", "survived"];

    private static readonly string[] Asides = ["as far as I remember", "if the figures hold", "and I say that as a driver",
        "at least in winter",
        "whatever the paper says", "since nobody measured it", "which my father used to say", "except on Sundays",
            "so I was told at the office",
        "judging by last year", "though I may be wrong", "and that is no secret", "unlike in the eighties", "when it rains", "for once",
        "to put it mildly", "in my experience", "after three meetings", "before anyone decides", "and here is why"];

    private readonly Random random = new(seed);

    /// <summary>One of the wave's, each with words of its own in places, another name, number, link, and some of them disguised.</summary>
    /// <param name="templates">Of how many; several lead to pages of one host, one alone to a shortened address each.</param>
    public string Spam(int templates = 4)
    {
        var text = Spin(Templates[random.Next(Math.Min(templates, Templates.Length))], templates > 1);
        return random.Next(4) switch
        {
            0 => Disguised(text),
            1 => text.ToUpperInvariant().Replace("HTTPS://", "https://", StringComparison.Ordinal),
            _ => text,
        };
    }

    /// <summary>Like what people write: some sentences about one story, no two the same.</summary>
    public string Opinion(int sentences = 4) => string.Join(' ', Enumerable.Range(0, sentences + random.Next(3)).Select(_ => Sentence()));

    private string Sentence()
    {
        var aside = Pick(Asides);
        var core = $"{Pick(Subjects)} {Pick(Verbs)} {Pick(Subjects)}";
        var whole = random.Next(3) switch
        {
            0 => $"{aside}, {core}",
            1 => $"{core}, {aside}",
            _ => $"{core} and {Pick(Verbs)} {Pick(Subjects)}, {aside}",
        };
        return char.ToUpperInvariant(whole[0]) + whole[1..] + (random.Next(5) == 0 ? "?" : ".");
    }

    private string Spin(string template, bool isOneHost)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] != '{') { text.Append(template[at]); continue; }
            var end = template.IndexOf('}', at);
            var choice = Pick(template[(at + 1)..end].Split('|'));
            text.Append(choice switch
            {
                "name" => Pick(Names),
                "number" => random.Next(100, 9999).ToString(CultureInfo.InvariantCulture),
                "link" => (isOneHost ? $"https://{Pick(Names)}.gains.example/" : Pick(Hosts))
                    + Convert.ToHexStringLower(BitConverter.GetBytes(random.Next())),
                _ => choice,
            });
            at = end;
        }
        return text.ToString();
    }

    private string Disguised(string text)
    {
        var made = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (made.Length > 0) made.Append(' ');
            if (word.Contains('/', StringComparison.Ordinal) || random.Next(3) > 0) { made.Append(word); continue; }
            foreach (var c in word)
            {
                var other = Alike.Where(x => x.From == c).ToList();
                made.Append(other.Count > 0 && random.Next(3) == 0 ? other[random.Next(other.Count)].To : c.ToString());
                if (random.Next(8) == 0) made.Append('\u200B');
            }
        }
        return made.ToString();
    }

    private T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
