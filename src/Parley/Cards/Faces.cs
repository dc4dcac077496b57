using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using SkiaSharp;

namespace Parley.Cards;

/// <summary>
/// The typefaces of one card, opened when first needed: those in the program (Latin, Cyrillic, Greek, Arabic, Hebrew), then
/// the machine's own for every other script.
/// </summary>
internal sealed class Faces : IDisposable
{
    private static readonly string[] Embedded = ["noto-serif", "noto-naskh-arabic", "noto-serif-hebrew"];

    /// <summary>A server with more font files than this is somebody's desktop; the rest isn't looked at.</summary>
    private const int MostFiles = 2000;

    /// <summary>From here on a coloured face is looked for first.</summary>
    private const int FirstEmoji = 0x1F000;

    private static readonly Lazy<string[]> Machine = new(() => [.. Folders().Where(Directory.Exists)
        .SelectMany(folder =>
            Directory.EnumerateFiles(folder, "*.*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc").Take(MostFiles)
        .OrderByDescending(file => file.Contains("Serif", StringComparison.Ordinal)).ThenBy(file => file, StringComparer.Ordinal)]);

    /// <summary>Which file draws a block of 128 characters, so that the machine is searched once for each; empty: none.</summary>
    private static readonly ConcurrentDictionary<(int Block, bool Bold), string> Known = new();

    private readonly Dictionary<string, SKTypeface?> open = [];

    /// <summary>Null where no face has the character.</summary>
    public SKTypeface? For(Rune rune, bool bold)
    {
        foreach (var name in Embedded)
            if (Open($"faces/{name}-{(bold ? 700 : 400)}") is { } face && Has(face, rune)) return face;
        var key = (rune.Value >> 7, bold);
        if (Known.TryGetValue(key, out var known))
            return known.Length > 0 && Open(known) is { } face && Has(face, rune) ? face : null;
        var found = Machine.Value.Where(
                file => file.Contains(rune.Value >= FirstEmoji ? "Emoji" : bold ? "Bold" : "Regular", StringComparison.Ordinal))
            .Concat(Machine.Value)
            .FirstOrDefault(file => Has(file, rune));
        Known[key] = found ?? "";
        return found is null ? null : Open(found);
    }

    /// <summary>Whether the face is the house's own, which also has the signs that all scripts share.</summary>
    public bool IsOwn(SKTypeface face) =>
        open.Any(x => ReferenceEquals(x.Value, face) && x.Key.StartsWith("faces/", StringComparison.Ordinal));

    private static bool Has(string file, Rune rune)
    {
        using var face = SKTypeface.FromFile(file);
        return face is not null && Has(face, rune);
    }

    public static bool Has(SKTypeface face, Rune rune)
    {
        using var font = new SKFont(face);
        return font.ContainsGlyph(rune.Value);
    }

    private unsafe SKTypeface? Open(string name)
    {
        if (open.TryGetValue(name, out var face)) return face;
        // Read where the program lies in memory; nothing is copied.
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) as UnmanagedMemoryStream;
        using var data = stream is null ? null : SKData.Create((IntPtr)stream.PositionPointer, (int)stream.Length);
        return open[name] = data is null ? SKTypeface.FromFile(name) : SKTypeface.FromData(data);
    }

    private static IEnumerable<string> Folders() =>
        ["/usr/share/fonts", "/usr/local/share/fonts",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts"),
            Environment.GetFolderPath(Environment.SpecialFolder.Fonts)];

    public void Dispose()
    {
        foreach (var face in open.Values) face?.Dispose();
    }
}
