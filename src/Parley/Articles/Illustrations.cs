using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Articles;

/// <summary>The pictures that lie beside an article's file: taken in, and named in its text by the addresses they then have.</summary>
public sealed partial class Illustrations(Database db, CurrentSite site)
{
    private const string NotBeside = "only files beside the article are taken in";

    /// <summary>Files beside a text that its words or its front matter name, whole paths; whether or not they are there.</summary>
    public static IReadOnlyList<string> Of(Manuscript text, string file) =>
        [.. NamedPictures.In(text.Body).Where(name => !IsElsewhere(name)).Append(text.Picture ?? "").Where(name => name.Length > 0)
            .Select(name => Beside(file, name)).OfType<string>().Distinct()];

    /// <param name="warnings">Takes a sentence for each picture that readers will not see, or not from here.</param>
    public async Task<Manuscript> Take(Manuscript text, string file, ICollection<string> warnings, CancellationToken ct)
    {
        var addresses = new Dictionary<string, string?>();
        foreach (var name in NamedPictures.In(text.Body).Distinct())
            if (!IsElsewhere(name)) addresses[name] = await Address(file, name, warnings, ct);
            else if (WhyNot(name) is { } reason) warnings.Add($"The picture {name} is not taken in: {reason}.");
        if (text.Picture is { Length: > 0 } lead && !addresses.ContainsKey(lead)) addresses[lead] = await Address(file, lead, warnings, ct);

        var body = NamedPictures.Renamed(text.Body, addresses.GetValueOrDefault);
        foreach (var name in NamedPictures.In(body).Where(name => addresses.GetValueOrDefault(name) is not null).Distinct())
            warnings.Add($"The picture {name} is left out: write it as ![words](<{name}>).");
        return text with { Body = body, Picture = text.Picture is { Length: > 0 } picture ? addresses.GetValueOrDefault(picture) : null };
    }

    // A path from the root, a fragment, an address; C:\ is none of the web's, but no file beside the article either.
    private static bool IsElsewhere(string name) => name[0] is '/' or '#' || Scheme().IsMatch(name);

    private static string? WhyNot(string name) => name switch
    {
        _ when PictureAddress.Of(name) is not null || name.StartsWith("//", StringComparison.Ordinal) => null,
        _ when name.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => null,
        _ when name.StartsWith("http:", StringComparison.OrdinalIgnoreCase) => "browsers show pictures of other sites by https only",
        _ => NotBeside,
    };

    private async Task<string?> Address(string file, string name, ICollection<string> warnings, CancellationToken ct)
    {
        try
        {
            if (Beside(file, name) is not { } path || !File.Exists(path))
                throw new FormatException("there is no such file beside the article");
            if (new FileInfo(path).Length > Darkroom.MostBytes)
                throw new FormatException($"it is larger than {Darkroom.MostBytes / 1024 / 1024} MB");
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

    /// <summary>In the article's own folder or below it, as a text names nothing else of the machine; null for what is elsewhere.</summary>
    private static string? Beside(string file, string name)
    {
        var folder = Path.GetFullPath(Path.GetDirectoryName(file)!);
        name = CleanText.WellFormed(name).Replace("\0", "", StringComparison.Ordinal);
        // A name is an address in Markdown, but a file may be called 100%25.jpg or what?.jpg.
        var decoded = Uri.UnescapeDataString(name);
        var paths = new[] { name, decoded, decoded.Split('?', '#')[0] }.Where(spelling => spelling.Length > 0)
            .Select(spelling => Path.GetFullPath(Path.Combine(folder, spelling)))
            .Where(path => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList();
        var there = paths.Find(File.Exists) ?? paths.Select(Respelled).FirstOrDefault(path => path is not null)
            ?? paths.ElementAtOrDefault(1);
        return there is not null && new FileInfo(there).LinkTarget is null ? there : null;
    }

    // A Mac's "ä" is an a and two dots.
    private static string? Respelled(string path)
    {
        var name = Path.GetFileName(path).Normalize(NormalizationForm.FormC);
        return !Ascii.IsValid(name) && Directory.Exists(Path.GetDirectoryName(path))
            ? Directory.EnumerateFiles(Path.GetDirectoryName(path)!)
                .FirstOrDefault(other => CleanText.WellFormed(Path.GetFileName(other)).Normalize(NormalizationForm.FormC) == name)
            : null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();
}
