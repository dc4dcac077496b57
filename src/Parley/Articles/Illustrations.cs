using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Articles;

/// <summary>The pictures that lie beside an article's file: taken in, and named in its text by the addresses they then have.</summary>
public sealed partial class Illustrations(Database db, CurrentSite site)
{
    /// <summary>Files beside a text that its words or its front matter name, whole paths; whether or not they are there.</summary>
    public static IReadOnlyList<string> Of(Manuscript text, string file) =>
        [.. Named().Matches(text.Body).Select(match => match.Groups["name"].Value).Append(text.Picture ?? "").Where(name => name.Length > 0)
            .Select(name => Beside(file, name)).OfType<string>().Distinct()];

    /// <param name="warnings">Takes a sentence for each picture that readers will not see.</param>
    public async Task<Manuscript> Take(Manuscript text, string file, ICollection<string> warnings, CancellationToken ct)
    {
        var addresses = new Dictionary<string, string?>();
        foreach (var name in Named().Matches(text.Body).Select(match => match.Groups["name"].Value).Append(text.Picture ?? "").Where(name => name.Length > 0).Distinct())
            addresses[name] = await Address(file, name, warnings, ct);
        return text with
        {
            Body = Named().Replace(text.Body, match => addresses.GetValueOrDefault(match.Groups["name"].Value) is { } address
                ? match.Groups["before"].Value + address + match.Groups["after"].Value : match.Value),
            Picture = text.Picture is null ? null : addresses.GetValueOrDefault(text.Picture),
        };
    }

    private async Task<string?> Address(string file, string name, ICollection<string> warnings, CancellationToken ct)
    {
        try
        {
            if (Beside(file, name) is not { } path || !File.Exists(path)) throw new FormatException("there is no such file beside the article");
            if (new FileInfo(path).Length > Darkroom.MostBytes) throw new FormatException($"it is larger than {Darkroom.MostBytes / 1024 / 1024} MB");
            return (await Keep(await File.ReadAllBytesAsync(path, ct), ct)).ToString();
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            warnings.Add($"The picture {name} is left out: {error.Message}.");
            return null;
        }
    }

    private async Task<PictureAddress> Keep(byte[] bytes, CancellationToken ct)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
        // Developed again only to know its size; what is kept already stays.
        var developed = Darkroom.Develop(bytes);
        if (!await db.Pictures.AnyAsync(x => x.SiteId == site.Id && x.Id == id, ct))
        {
            foreach (var (width, print) in developed.Prints) db.Pictures.Add(Picture.Of(site.Id, id, width, print));
            await db.SaveTogether(ct);
            db.ChangeTracker.Clear();
        }
        return developed.Widest with { Id = id };
    }

    // In the article's own folder or below it: a text names nothing else of the machine.
    private static string? Beside(string file, string name)
    {
        var folder = Path.GetFullPath(Path.GetDirectoryName(file)!);
        var path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(name)));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && new FileInfo(path).LinkTarget is null ? path : null;
    }

    // ![words](name "title"), where the name is neither a path from a root nor an address of the web.
    [GeneratedRegex("""(?<before>!\[(?:[^\]\\]|\\.)*\]\([ \t]*<?)(?<name>(?![/#<])(?![A-Za-z][A-Za-z0-9+.-]*:)[^\s()<>"']+)(?<after>>?[ \t]*(?:\n?[ \t]*(?:"[^"]*"|'[^']*'))?[ \t]*\))""")]
    private static partial Regex Named();
}
