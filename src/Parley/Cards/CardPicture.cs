using SkiaSharp;

namespace Parley.Cards;

/// <summary>1200 × 630 in the colours of the page: masthead, double rule, then the headline or a comment's words.</summary>
internal static class CardPicture
{
    public const int Width = 1200;
    public const int Height = 630;

    private const float Margin = 80;
    private const float Measure = Width - 2 * Margin;
    private const float Indent = 34;
    private const float PictureWidth = 380;
    private const float Top = 156;
    private const float Foot = 574;

    private static readonly SKColor Paper = SKColor.Parse("#fffefb");
    private static readonly SKColor Ink = SKColor.Parse("#1b1a17");
    private static readonly SKColor Quiet = SKColor.Parse("#5f5b52");
    private static readonly SKColor Rule = SKColor.Parse("#dcd8cd");
    private static readonly SKColor Accent = SKColor.Parse("#0b5563");

    /// <param name="picture">The lead picture, as it is kept here; null for none.</param>
    public static byte[] Draw(Card card, byte[]? picture)
    {
        try
        {
            using var faces = new Faces();
            using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            Draw(surface.Canvas, card, picture, faces);
            using var image = surface.Snapshot();
            using var png = image.Encode(SKEncodedImageFormat.Png, 100);
            return png.ToArray();
        }
        finally
        {
            // Cards are rare: what Skia keeps of glyphs is given back.
            SKGraphics.PurgeAllCaches();
        }
    }

    private static void Draw(SKCanvas canvas, Card card, byte[]? picture, Faces faces)
    {
        var rtl = System.Globalization.CultureInfo.GetCultureInfo(card.Language).TextInfo.IsRightToLeft;
        canvas.Clear(Paper);
        Line(canvas, faces, card.Site, rtl, 36, bold: true, Ink, 92);
        using var rule = new SKPaint { Color = Ink };
        canvas.DrawRect(Margin, 118, Measure, 3, rule);
        canvas.DrawRect(Margin, 125, Measure, 1, rule);

        using var hair = new SKPaint { Color = Rule };
        canvas.DrawRect(Margin, Foot - 44, Measure, 1.5f, hair);
        Line(canvas, faces, card.Foot, rtl, 26, bold: true, Accent, Foot);

        if (card.Quote is null) Story(canvas, card, picture, faces);
        else Quotation(canvas, card, card.Quote, faces);
    }

    private static void Story(SKCanvas canvas, Card card, byte[]? picture, Faces faces)
    {
        var rtl = Bidi.IsRightToLeft(card.Headline);
        var measure = picture is null ? Measure : Measure - PictureWidth - Indent;
        if (picture is not null) Illustrate(canvas, picture, rtl);
        var (size, lines) = Fitting(faces, card.Headline, bold: true, [92, 80, 70, 62, 54, 47, 40], most: picture is null ? 4 : 6, measure,
            Foot - 120 - Top);
        var leading = size * 1.14f;
        var meta = new Typesetter(faces, 26, bold: false).Break(card.Meta, measure, picture is null ? 1 : 2);
        // Set a little above the middle, where the eye expects it.
        var y = Top + (Foot - 44 - Top - lines.Count * leading - 48) * .42f + size * .86f;
        y = Block(canvas, new Typesetter(faces, size, bold: true), lines, rtl, Ink, y, leading);
        Block(canvas, new Typesetter(faces, 26, bold: false), meta, rtl, Quiet, y - leading + size * .3f + 44, 30);
    }

    // At the end of the line, as large as the words leave room for, cut to its middle.
    private static void Illustrate(SKCanvas canvas, byte[] picture, bool rtl)
    {
        using var image = SKImage.FromEncodedData(picture);
        if (image is null) return;
        var left = rtl ? Margin : Width - Margin - PictureWidth;
        var place = SKRect.Create(left, Top - 4, PictureWidth, Foot - 44 - Top - 20);
        var scale = Math.Max(place.Width / image.Width, place.Height / image.Height);
        var (width, height) = (place.Width / scale, place.Height / scale);
        using var paint = new SKPaint();
        canvas.DrawImage(image, SKRect.Create((image.Width - width) / 2, (image.Height - height) / 2, width, height), place,
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
    }

    private static void Quotation(SKCanvas canvas, Card card, string quote, Faces faces)
    {
        var (size, lines) = Fitting(faces, quote, bold: false, [54, 48, 42, 37], most: 6, Measure - Indent, Foot - 150 - Top);
        var leading = size * 1.3f;
        var rtl = Bidi.IsRightToLeft(quote);
        var y = Top + (Foot - 44 - Top - lines.Count * leading - 84) * .42f + size * .9f;
        var top = y - size * .86f;
        y = Block(canvas, new Typesetter(faces, size, bold: false), lines, rtl, Ink, y, leading, Indent) - leading + size * .3f;
        // A bar, as on the page: quotation marks differ from language to language, and this one isn't known.
        using var bar = new SKPaint { Color = Accent };
        canvas.DrawRect(rtl ? Width - Margin - 6 : Margin, top, 6, y - top, bar);
        var author = new Typesetter(faces, 28, bold: true);
        Block(canvas, author, author.Break(card.Meta, Measure - Indent, 1), rtl, Ink, y + 48, 0, Indent);
        var headline = new Typesetter(faces, 26, bold: false);
        Block(canvas, headline, headline.Break(card.Headline, Measure - Indent, 1), rtl, Quiet, y + 86, 0, Indent);
    }

    /// <summary>The largest of the sizes at which the text has room, cut at the smallest.</summary>
    private static (float Size, IReadOnlyList<string> Lines) Fitting(
        Faces faces, string text, bool bold, float[] sizes, int most, float width, float height)
    {
        foreach (var size in sizes)
        {
            var setter = new Typesetter(faces, size, bold);
            var lines = setter.Break(text, width, most + 1);
            if (setter.LongestWord(text) <= width && lines.Count <= most && lines.Count * size * 1.25f <= height)
                return (size, setter.Balance(text, width, lines.Count));
        }
        var last = new Typesetter(faces, sizes[^1], bold);
        return (sizes[^1], last.Break(text, width, most));
    }

    private static float Block(
        SKCanvas canvas, Typesetter setter, IReadOnlyList<string> lines, bool rtl, SKColor colour, float y, float leading, float indent = 0)
    {
        foreach (var line in lines)
        {
            setter.Draw(canvas, line, rtl, rtl ? Width - Margin - indent - setter.Measure(line, rtl) : Margin + indent, y, colour);
            y += leading;
        }
        return y;
    }

    private static void Line(SKCanvas canvas, Faces faces, string text, bool rtl, float size, bool bold, SKColor colour, float y)
    {
        var setter = new Typesetter(faces, size, bold);
        Block(canvas, setter, setter.Break(text, Measure, 1), rtl, colour, y, 0);
    }
}
