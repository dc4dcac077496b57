namespace Parley.Web;

/// <summary>
/// A word in which backslashes part folders, and so protect nothing: it has a drive, begins as a path does, or has one before a
/// letter. <c>C:\_backup_\file</c>, <c>..\_old_</c>, <c>src\_a_\b</c>, <c>\\server\_share_</c>.
/// </summary>
internal static class FolderPath
{
    // As long as Windows lets a path be.
    private const int Longest = 260;

    /// <summary>Whether the word around this place is one.</summary>
    public static bool IsAround(ReadOnlySpan<char> text, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && at - from < Longest && !IsOutside(text[from - 1])) from--;
        while (to < text.Length && to - at < Longest && !IsOutside(text[to])) to++;
        var word = text[from..to].TrimStart("([{'*_");
        if (word is ['.', '\\', ..] or ['.', '.', '\\', ..] or ['~', '\\', ..] or ['%', ..]) return true;
        for (var i = 0; i + 1 < word.Length; i++)
            if (word[i] == '\\' && (char.IsLetterOrDigit(word[i + 1]) || EndsDrive(word[..i]))) return true;
        return false;
    }

    private static bool EndsDrive(ReadOnlySpan<char> before) =>
        before is [.., var drive, ':'] && char.IsAsciiLetter(drive) && (before.Length == 2 || !char.IsLetterOrDigit(before[^3]));

    private static bool IsOutside(char c) => char.IsWhiteSpace(c) || "\"<>|`".Contains(c) || !char.IsAscii(c) && char.IsPunctuation(c);
}
