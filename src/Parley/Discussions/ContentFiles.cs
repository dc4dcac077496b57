using Parley.Sites;

namespace Parley.Discussions;

/// <summary>Which files of the content folder are texts: not what is hidden, nor what editors leave beside a file while they
/// write.</summary>
public static class ContentFiles
{
    /// <summary>A link to a folder above would lead round for ever.</summary>
    private const int Deepest = 32;

    /// <param name="report">Is told of each folder that can't be looked into, and why.</param>
    public static IReadOnlyList<string> Under(string folder, Action<string, string> report)
    {
        var files = new List<string>();
        Walk(folder, Deepest);
        return files;

        void Walk(string place, int deeper)
        {
            try
            {
                files.AddRange(Directory.EnumerateFiles(place).Where(IsText));
                foreach (var inner in Directory.EnumerateDirectories(place).Where(IsShown).ToList())
                    if (deeper > 0) Walk(inner, deeper - 1);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                report(place, error.Message);
            }
        }
    }

    private static bool IsText(string file) => IsShown(file) && (IsMarkdown(file) || IsRules(file));

    private static bool IsMarkdown(string file) =>
        Path.GetExtension(file) is var ending
        && (ending.Equals(".md", StringComparison.OrdinalIgnoreCase) || ending.Equals(".markdown", StringComparison.OrdinalIgnoreCase));

    private static bool IsRules(string file) => new[] { SiteTextKind.Standing, SiteTextKind.Rules }
        .Any(kind => file.EndsWith(Path.Combine("site", kind.FileName()), StringComparison.Ordinal));

    private static bool IsShown(string path) => Path.GetFileName(path) is var name && !name.StartsWith('.') && !name.StartsWith("~$",
        StringComparison.Ordinal)
        && !name.EndsWith('~') && !name.EndsWith(".swp", StringComparison.OrdinalIgnoreCase);
}
