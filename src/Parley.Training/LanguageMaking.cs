using System.IO.Compression;
using System.Text.Json;
using Parley.Conduct;

namespace Parley.Training;

/// <summary>The letters of each language, from the frequencies that Lingua's package carries (Apache-2.0).</summary>
internal static class LanguageMaking
{
    /// <summary>Those that are supported, and those that would be taken for them.</summary>
    private static readonly string[] Codes = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "ro", "hu", "tr", "hr", "vi", "ru", "uk", "bg", "sr", "ar", "fa", "ur"];

    private static readonly (string File, int Most)[] Lengths = [("unigrams", 80), ("bigrams", 700), ("trigrams", 3000)];

    public static LanguageProfile Make()
    {
        var costs = new byte[(1 << LanguageProfile.Bits) * Codes.Length];
        Array.Fill(costs, LanguageProfile.Never);
        for (var i = 0; i < Codes.Length; i++)
            foreach (var (file, most) in Lengths)
                foreach (var (gram, share) in Read(Codes[i], file).OrderByDescending(pair => pair.Share).ThenBy(pair => pair.Gram, StringComparer.Ordinal).Take(most))
                {
                    var at = (LanguageProfile.Bucket(Hashing.Of(gram)) * Codes.Length) + i;
                    costs[at] = Math.Min(costs[at], (byte)Math.Clamp(-12 * DeterministicMath.Log(share), 0, LanguageProfile.Never));
                }
        return new(Codes, costs);
    }

    private static List<(string Gram, double Share)> Read(string code, string file)
    {
        using var packed = new BrotliStream(File.OpenRead(Path.Combine(Registry.LinguaFolder, "contentFiles", "any", "any", "Lingua", "LanguageModels", code, file + ".json.br")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(packed);
        var grams = new List<(string, double)>();
        foreach (var share in json.RootElement.GetProperty("ngrams").EnumerateObject())
        {
            var slash = share.Name.IndexOf('/', StringComparison.Ordinal);
            var value = double.Parse(share.Name.AsSpan(0, slash), System.Globalization.CultureInfo.InvariantCulture) / double.Parse(share.Name.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture);
            grams.AddRange(share.Value.GetString()!.Split(' ').Select(gram => (gram, value)));
        }
        return grams;
    }
}
