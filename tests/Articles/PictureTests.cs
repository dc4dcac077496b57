using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using SkiaSharp;

namespace Parley.Tests.Articles;

/// <summary>Pictures beside an article's file.</summary>
public sealed class PictureTests(TakenBackTests.WithFiles site) : IClassFixture<TakenBackTests.WithFiles>
{
    [Fact]
    public async Task A_lead_picture_and_two_in_the_text_are_served_in_sensible_widths_with_their_captions()
    {
        await Put("ferry.jpg", Photo(2400, 1600));
        await Put("sub/keeper.png", Photo(700, 900, SKEncodedImageFormat.Png));
        await Put("small.webp", Photo(300, 200, SKEncodedImageFormat.Webp));
        await Write("crossing",
            "title: The crossing\npicture: ferry.jpg\npicture_alt: The ferry at the quay\npicture_caption: The last one of the day.",
            "Before.\n\n![The keeper](sub/keeper.png \"He has the key.\")\n\nBetween ![small](small.webp) words.\n\n"
                + "![Nobody](nobody.jpg)\n\nAfter.");
        await Wait.Until("the crossing is out",
            async () => (await site.Api().GetAsync("/articles/crossing")).StatusCode == HttpStatusCode.OK);

        var page = await site.Html("/articles/crossing");
        var lead = page.QuerySelector("figure.lead img")!;
        Assert.Equal(("1600", "1067", "The ferry at the quay"),
            (lead.GetAttribute("width"), lead.GetAttribute("height"), lead.GetAttribute("alt")));
        Assert.Equal("The last one of the day.", page.QuerySelector("figure.lead figcaption")!.TextContent);
        Assert.Equal(["480w", "960w", "1600w"], Set(lead).Select(x => x.Width));
        var keeper = page.QuerySelector(".prose figure img")!;
        Assert.Equal("He has the key.", page.QuerySelector(".prose figure figcaption")!.TextContent);
        Assert.Equal(("700", "900", "lazy"), (keeper.GetAttribute("width"), keeper.GetAttribute("height"), keeper.GetAttribute("loading")));
        Assert.Equal(["480w", "700w"], Set(keeper).Select(x => x.Width));
        // What is smaller than the text isn't blown up.
        Assert.Equal("(max-width: 332px) 100vw, 300px", page.QuerySelector(".prose p img")!.GetAttribute("sizes"));
        Assert.Contains("Nobody", page.QuerySelector(".prose")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll(".prose img").Length);
        foreach (var (address, width) in page.QuerySelectorAll("img").SelectMany(Set))
        {
            using var answer = await site.Api().GetAsync(address);
            using var picture = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(width, picture.Width + "w");
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.StartsWith("image/", answer.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        }
        Assert.NotNull((await site.Html("/")).QuerySelector(".front-item .front-picture img"));
        Assert.Contains("/pictures/", page.QuerySelector("script[type='application/ld+json']")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("srcset", await site.Api().GetStringAsync("/feed.xml"), StringComparison.Ordinal);
        using var card = SKBitmap.Decode(await site.Api().GetByteArrayAsync("/articles/crossing/card.png"));
        Assert.True(card.GetPixel(1000, 300).Red > 150 && card.GetPixel(1000, 300).Blue < 100, "The picture is on the card.");
        Assert.True(site.Log.Contains("nobody.jpg", "no such file"));

        // A new picture under the same name is a new version of the article.
        await Put("ferry.jpg", Photo(1000, 500));
        await Wait.Until("the new picture is shown",
            async () => (await site.Html("/articles/crossing")).QuerySelector("figure.lead img")!.GetAttribute("width") == "1000");
    }

    [Fact]
    public async Task What_is_no_picture_is_left_out_and_said()
    {
        await Put("vector.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray());
        await Put("renamed.jpg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        await Put("page.png", "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray());
        await Put("half.jpg", Photo(800, 800)[..300]);
        await Put("moving.gif", [.. "GIF89a"u8, .. new byte[40]]);
        await Put("bomb.png", Bomb(60_000, 60_000));
        await File.WriteAllTextAsync(Path.Combine(site.Folder, "secret.jpg"), "outside");
        await Write("fakes", "title: Fakes\npicture: vector.svg",
            string.Join("\n\n", new[] { "vector.svg", "renamed.jpg", "page.png", "half.jpg", "moving.gif", "bomb.png", "../secret.jpg",
                "/etc/passwd", "file:///etc/passwd" }.Select(name => $"![{name}]({name})")));
        await Wait.Until("the fakes are out", async () => (await site.Api().GetAsync("/articles/fakes")).StatusCode == HttpStatusCode.OK);

        var page = await site.Html("/articles/fakes");
        Assert.Null(page.QuerySelector("figure.lead"));
        Assert.DoesNotContain(page.QuerySelectorAll(".prose img"), image => image.GetAttribute("src") != "/etc/passwd");
        foreach (var name in new[] { "vector.svg", "renamed.jpg", "page.png", "half.jpg", "moving.gif", "bomb.png", "secret.jpg" })
            await Wait.Until($"{name} is reported", () => site.Log.Contains(name, "is left out"));
    }

    [Theory]
    [InlineData("avif", "it is an AVIF")]
    [InlineData("heic", "it is a HEIC")]
    [InlineData("mp42", "it is a film")]
    [Once]
    public void What_the_library_cannot_read_is_said_with_what_to_save_it_as(string brand, string words)
    {
        // A whole AVIF of two by two points; of the others as much as tells them apart.
        var file = brand == "avif" ? Convert.FromBase64String(Avif)
            : [0, 0, 0, 0x18, .. "ftyp"u8, .. System.Text.Encoding.ASCII.GetBytes(brand), .. new byte[200]];
        Assert.Contains(words, Assert.Throws<FormatException>(() => Darkroom.Develop(file)).Message, StringComparison.Ordinal);
    }

    private const string Avif =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBp"
        + "dG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABL"
        + "aXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEE"
        + "AQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=";

    [Fact]
    public async Task A_picture_is_taken_in_however_Markdown_names_it_and_said_where_it_is_not()
    {
        foreach (var name in new[] { "l'île.jpg", "quay_(1).jpg", "the quay.jpg", "100%25.jpg", "Fa\u0308hre.jpg", "quay.jpg" })
            await Put(name, Photo(300, 200));
        await Write("forms", "title: Forms", """
            ![a](l'île.jpg)

            ![b](quay_(1).jpg) ![c](<the quay.jpg>) ![d](the%20quay.jpg#left) ![e](100%25.jpg) ![f](Fähre.jpg)

            ![the [old] quay][q]

            ```
            ![a](quay.jpg)
            ```

            ![g](/uploads/quay.jpg) ![h](http://example.org/quay.jpg) ![i](C:\pics\quay.jpg) ![j](https://example.org/quay.jpg)

            [q]: quay.jpg (A "caption")
            """);
        await Wait.Until("the forms are out", async () => (await site.Api().GetAsync("/articles/forms")).StatusCode == HttpStatusCode.OK);

        var page = await site.Html("/articles/forms");
        Assert.Equal(7, page.QuerySelectorAll(".prose img[srcset]").Length);
        Assert.Equal("A \"caption\"", page.QuerySelector(".prose figcaption")!.TextContent);
        Assert.Equal("![a](quay.jpg)", page.QuerySelector(".prose pre")!.TextContent.Trim());
        foreach (var name in new[] { "/uploads/quay.jpg", "http://example.org/quay.jpg", @"C:\pics\quay.jpg" })
            await Wait.Until($"{name} is reported", () => site.Log.Contains(name, "is not taken in"));
        Assert.False(site.Log.Contains("https://example.org/quay.jpg", "is not taken in"));
    }

    [Theory]
    [InlineData(1, "ABCD")]
    [InlineData(2, "BADC")]
    [InlineData(3, "DCBA")]
    [InlineData(4, "CDAB")]
    [InlineData(5, "ACBD")]
    [InlineData(6, "CADB")]
    [InlineData(7, "DBCA")]
    [InlineData(8, "BDAC")]
    [Once]
    public void A_picture_stands_upright_however_the_camera_was_held(int orientation, string quarters)
    {
        SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.Yellow];
        using var bitmap = new SKBitmap(new SKImageInfo(240, 160, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
            for (var i = 0; i < 4; i++)
            {
                using var paint = new SKPaint { Color = colours[i] };
                canvas.DrawRect(i % 2 * 120, i / 2 * 80, 120, 80, paint);
            }
        using var image = SKImage.FromBitmap(bitmap);
        var developed = Darkroom.Develop(Held(image.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray(), (byte)orientation));

        using var upright = SKBitmap.Decode(developed.Prints[^1].Bytes);
        Assert.Equal(orientation < 5 ? (240, 160) : (160, 240), (upright.Width, upright.Height));
        var seen = string.Concat(Enumerable.Range(0, 4).Select(i =>
        {
            var point = upright.GetPixel(upright.Width * (1 + i % 2 * 2) / 4, upright.Height * (1 + i / 2 * 2) / 4);
            return "ABCD"[Array.FindIndex(colours, colour =>
                Math.Abs(colour.Red - point.Red) + Math.Abs(colour.Green - point.Green) + Math.Abs(colour.Blue - point.Blue) < 60)];
        }));
        Assert.Equal(quarters, seen);
    }

    // Exif with nothing but the orientation, as cameras write it behind a JPEG's first two bytes.
    private static byte[] Held(byte[] jpeg, byte orientation) =>
        [.. jpeg[..2], 0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            0, 0, 0, 0, .. jpeg[2..]];

    [Fact]
    public async Task A_picture_has_one_address_in_each_width_and_no_other()
    {
        await Put("alone.jpg", Photo(500, 500));
        await Write("alone", "title: Alone\npicture: alone.jpg", "Here.");
        await Wait.Until("it is out", async () => (await site.Api().GetAsync("/articles/alone")).StatusCode == HttpStatusCode.OK);
        var address = (await site.Html("/articles/alone")).QuerySelector("figure.lead img")!.GetAttribute("src")!;
        foreach (var other in new[] { address.Replace("x", "x0", StringComparison.Ordinal),
                address.Replace(".jpg", ".webp", StringComparison.Ordinal), address.Replace("500x", "501x", StringComparison.Ordinal),
                address.Replace("x500", "x499", StringComparison.Ordinal), address.ToUpperInvariant(), "/pictures/x/y" })
            Assert.Equal((other, HttpStatusCode.NotFound), (other, (await site.Api().GetAsync(other)).StatusCode));
        Assert.Equal(2, await site.Query(db => db.Pictures.CountAsync(x => address.Contains(x.Id))));
    }

    [Fact]
    [Once]
    public void Partly_transparent_stays_so_and_turned_ones_stand_upright()
    {
        using var clear = new SKBitmap(new SKImageInfo(600, 400, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        clear.Erase(SKColors.Transparent);
        using var image = SKImage.FromBitmap(clear);
        var developed = Darkroom.Develop(image.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        Assert.Equal("webp", developed.Widest.Ending);

        // Exif: turned by a quarter, as phones write it.
        var jpeg = Photo(600, 400);
        var upright = Darkroom.Develop(Held(jpeg, 6));
        Assert.Equal((400, 600), (upright.Widest.Width, upright.Widest.Height));
    }

    private static IEnumerable<(string Address, string Width)> Set(IElement image) =>
        image.GetAttribute("srcset")!.Split(", ").Select(one => (one.Split(' ')[0], one.Split(' ')[1]));

    private static byte[] Photo(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(220, 120, 40));
            using var paint = new SKPaint { Color = SKColors.DarkSlateBlue };
            canvas.DrawCircle(width / 8f, height / 8f, width / 10f, paint);
        }
        using var image = SKImage.FromBitmap(bitmap);
        return image.Encode(format, 90).ToArray();
    }

    // A small file that says it is huge.
    private static byte[] Bomb(int width, int height)
    {
        var png = Photo(10, 10, SKEncodedImageFormat.Png);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        var crc = Crc(png.AsSpan(12, 17));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), crc);
        return png;
    }

    // As PNG has it (ISO 3309).
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var octet in bytes)
        {
            crc ^= octet;
            for (var i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }

    private Task Put(string name, byte[] bytes)
    {
        var path = Path.Combine(site.Folder, "content", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllBytesAsync(path, bytes);
    }

    private Task Write(string name, string head, string body) =>
        File.WriteAllTextAsync(Path.Combine(site.Folder, "content", name + ".md"), $"---\n{head}\n---\n{body}\n");
}
