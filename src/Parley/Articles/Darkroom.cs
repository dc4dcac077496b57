using SkiaSharp;
using Parley.Web;

namespace Parley.Articles;

/// <summary>Makes of an editor's picture those that readers get. What isn't really a picture never gets past its first bytes.</summary>
public static class Darkroom
{
    /// <summary>A camera's largest file; more is a mistake.</summary>
    public const int MostBytes = 30 * 1024 * 1024;

    /// <summary>Looked at before anything is decoded: a small file can unfold to gigabytes.</summary>
    public const int MostPixels = 60_000_000;

    private const int Quality = 82;

    /// <summary>Formats that browsers and newsrooms use. An SVG is a program, and is none of them.</summary>
    private static readonly SKEncodedImageFormat[] Known =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Avif];

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <exception cref="FormatException">With a sentence for the editor.</exception>
    public static Developed Develop(byte[] file)
    {
        if (file.Length > MostBytes) throw new FormatException($"it is larger than {MostBytes / 1024 / 1024} MB");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || !Known.Contains(codec.EncodedFormat)) throw new FormatException(WhyNot(file));
        var (size, pixels) = (codec.Info, (long)codec.Info.Width * codec.Info.Height);
        if (pixels is <= 0 or > MostPixels) throw new FormatException($"it has more than {MostPixels / 1_000_000} million pixels");
        try
        {
            using var upright = Upright(codec, size);
            var isOpaque = upright.AlphaType == SKAlphaType.Opaque;
            var widths = PictureAddress.WidthsOf(Math.Min(upright.Width, PictureAddress.Widest));
            var widest = new PictureAddress("", widths[^1],
                Math.Max(1, (int)Math.Round((double)upright.Height * widths[^1] / upright.Width)), isOpaque ? "jpg" : "webp");
            return new(widest, [.. widths.Select(width => (width, Print(upright, widest.At(width), isOpaque)))]);
        }
        finally
        {
            SKGraphics.PurgeAllCaches();
        }
    }

    // The library reads AVIF where it was built with a decoder for it, and this one isn't; phones write HEIC, which it never reads.
    private static string WhyNot(ReadOnlySpan<byte> file) => file.Length < 12 || !file[4..8].SequenceEqual("ftyp"u8)
        ? "it is no JPEG, PNG or WebP that can be read here"
        : file[8..12].StartsWith("avi"u8) ? "it is an AVIF, which can't be read here; save it as JPEG, PNG or WebP"
        : file[8..11].SequenceEqual("hei"u8) || file[8..12].SequenceEqual("mif1"u8)
            ? "it is a HEIC, as phones take them, which can't be read here; save it as JPEG"
        : "it is a film, or something else that is no picture";

    // Read no larger than it will be shown where the format can do that, and turned as the camera was held.
    private static SKBitmap Upright(SKCodec codec, SKImageInfo size)
    {
        var scaled = codec.GetScaledDimensions(Math.Min(1f, 2f * PictureAddress.Widest / Math.Max(size.Width, size.Height)));
        var isOpaque = codec.EncodedFormat == SKEncodedImageFormat.Jpeg || size.AlphaType == SKAlphaType.Opaque;
        var bitmap = new SKBitmap(new SKImageInfo(scaled.Width, scaled.Height, SKColorType.Rgba8888,
            isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            bitmap.Dispose();
            throw new FormatException("it is damaged");
        }
        var origin = codec.EncodedOrigin;
        if (origin == SKEncodedOrigin.TopLeft) return bitmap;
        var lies =
            origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var turned = new SKBitmap(bitmap.Info.WithSize(lies ? bitmap.Height : bitmap.Width, lies ? bitmap.Width : bitmap.Height));
        using (bitmap)
        using (var image = SKImage.FromBitmap(bitmap))
        using (var canvas = new SKCanvas(turned))
        {
            canvas.SetMatrix(ToUpright(origin, turned.Width, turned.Height));
            canvas.DrawImage(image, 0, 0, Smooth);
        }
        return turned;
    }

    // Exif's Orientation, 1 to 8: which edges of the picture its first row and column are. By x' = ax + by + c, y' = dx + ey + f.
    private static SKMatrix ToUpright(SKEncodedOrigin origin, float width, float height)
    {
        var (a, b, c, d, e, f) = origin switch
        {
            SKEncodedOrigin.TopRight => (-1f, 0f, width, 0f, 1f, 0f),
            SKEncodedOrigin.BottomRight => (-1, 0, width, 0, -1, height),
            SKEncodedOrigin.BottomLeft => (1, 0, 0, 0, -1, height),
            SKEncodedOrigin.LeftTop => (0, 1, 0, 1, 0, 0),
            SKEncodedOrigin.RightTop => (0, -1, width, 1, 0, 0),
            SKEncodedOrigin.RightBottom => (0, -1, width, -1, 0, height),
            SKEncodedOrigin.LeftBottom => (0, 1, 0, -1, 0, height),
            _ => (1, 0, 0, 0, 1, 0),
        };
        return new SKMatrix(a, b, c, d, e, f, 0, 0, 1);
    }

    private static byte[] Print(SKBitmap picture, PictureAddress at, bool isOpaque)
    {
        using var resized = picture.Resize(picture.Info.WithSize(at.Width, at.Height), Smooth)
            ?? throw new FormatException("it can't be made smaller");
        using var image = SKImage.FromBitmap(resized);
        using var bytes = image.Encode(isOpaque ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Webp, Quality)
            ?? throw new FormatException("it can't be written");
        return bytes.ToArray();
    }
}

/// <param name="Widest">Its size and ending; the id is the caller's to give.</param>
public sealed record Developed(PictureAddress Widest, IReadOnlyList<(int Width, byte[] Bytes)> Prints);
