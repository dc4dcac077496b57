using System.Globalization;
using System.Text;
using Parley.Web;

namespace Parley.Articles;

/// <summary>The part of an article's address that is made of its title. Any script stays itself.</summary>
public static class Slug
{
    public const int Longest = 80;

    public static string Of(string title)
    {
        var slug = new StringBuilder();
        foreach (var rune in CleanText.WellFormed(title).Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                if (slug.Length + rune.Utf16SequenceLength > Longest) break;
                slug.Append(rune);
            }
            else if (slug.Length > 0 && slug[^1] != '-' && rune.Value is not ('\'' or '’'))
                slug.Append('-');
        }
        // What a sign stood between may compose now that it is gone.
        return slug.ToString().Trim('-').Normalize(NormalizationForm.FormC) is { Length: > 0 } made ? made : "article";
    }

    /// <summary>Whether an editor's own slug can stand in an address as it is.</summary>
    public static bool IsSound(string slug) => slug.Length is > 0 and <= 200 && slug == slug.Trim('-')
        && slug.EnumerateRunes().All(rune => rune.Value == '-' || Rune.IsLetterOrDigit(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}
