using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Web;

/// <summary>
/// The address of a picture of this site, which says all that a page wants to know of it: <c>/pictures/ID/1600x1067.jpg</c>. The id is a
/// hash of the file it was made of, so that what is at an address never changes.
/// </summary>
/// <param name="Ending">jpg, or webp for what is partly transparent.</param>
public sealed partial record PictureAddress(string Id, int Width, int Height, string Ending)
{
    /// <summary>CSS pixels and twice that on phones, the width of the text and twice that, in between.</summary>
    private static readonly int[] Steps = [480, 960, 1600];

    /// <summary>Of the text and of a phone's edge, in CSS pixels.</summary>
    private const int TextWidth = 672, Margin = 16;

    /// <summary>Wider than the text on the sharpest screens.</summary>
    public static int Widest => Steps[^1];

    /// <summary>The widths in which a picture of this size is kept, the widest last.</summary>
    public static IReadOnlyList<int> WidthsOf(int width) =>
        [.. Steps.Where(step => step < width), .. width <= Widest ? new[] { width } : []];

    public static PictureAddress? Of(string? path) => path is not null && Pattern().Match(path) is { Success: true } match
        ? new(match.Groups[1].Value, Number(match.Groups[2].Value), Number(match.Groups[3].Value), match.Groups[4].Value) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"/pictures/{Id}/{Width}x{Height}.{Ending}");

    /// <summary>The same picture in another width.</summary>
    public PictureAddress At(int width) =>
        this with { Width = width, Height = Math.Max(1, (int)Math.Round((double)Height * width / Width)) };

    /// <summary>As <c>srcset</c> has it.</summary>
    public string Set() =>
        string.Join(", ", WidthsOf(Width).Select(width => $"{At(width)} {width.ToString(CultureInfo.InvariantCulture)}w"));

    /// <summary>
    /// The width of a picture in a story, as <c>sizes</c> has it: that of the text, or of the screen where that is less. What is smaller
    /// than the text is shown as large as it is, not blown up.
    /// </summary>
    public string SizesInText() => Width >= TextWidth ? "(max-width: 42rem) 100vw, 42rem"
        : string.Create(CultureInfo.InvariantCulture, $"(max-width: {Width + 2 * Margin}px) 100vw, {Width}px");

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^/pictures/([0-9a-f]{32})/([1-9][0-9]{0,3})x([1-9][0-9]{0,4})\.(jpg|webp)$")]
    private static partial Regex Pattern();
}
