namespace Parley.Web;

/// <summary>Finds the word that was meant.</summary>
public static class Spelling
{
    /// <returns>The one of <paramref name="known"/> that <paramref name="word"/> most probably is; null when none is near.</returns>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var bare = Bare(word);
        return known.Select(name => (Name: name, Distance: Distance(bare, Bare(name)))).OrderBy(x => x.Distance)
            .Where(x => x.Distance <= Math.Max(1, bare.Length / 3)).Select(x => x.Name).FirstOrDefault();
    }

    // also_read, alsoRead and Also-Read are one word.
    private static string Bare(string word) =>
        word.TrimStart('-').Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Letters to put in, take out, replace or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2,
                    j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }
}
