using Parley.Data;
using Parley.Sites;
using Parley.Web;
using SkiaSharp;

namespace Parley.Articles;

public static class PictureEndpoints
{
    public static void AddPictures(this IServiceCollection services) => services.AddScoped<Illustrations>();

    public static void MapPictures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/pictures/{picture}/{name}", Show).ExcludeFromDescription();

    private static async Task Show(string picture, string name, HttpContext http, Reads reads, CurrentSite site, Snapshots snapshots)
    {
        // To the letter, in a width that there is: every other address would be one more entry in memory.
        var path = $"/pictures/{picture}/{name}";
        if (PictureAddress.Of(path) is not { } asked || asked.ToString() != path) { await Problems.Write(http, Problems.NotFound); return; }
        await PageRenderer.Answer(http, await snapshots.Get(new SnapshotKey("picture", site.Id, path), async _ =>
            await reads.PictureIn(site.Id, picture, asked.Width) is { } bytes && Is(asked, bytes)
                ? new Made(new Snapshot(bytes, asked.Ending == "jpg" ? "image/jpeg" : "image/webp",
                    cacheControl: "public, max-age=31536000, immutable"), Guid.Empty, 0) { IsRare = true }
                : null));
    }

    private static bool Is(PictureAddress asked, byte[] bytes) =>
        (asked.Ending == "jpg") == (bytes[0] == 0xFF) && SKBitmap.DecodeBounds(bytes) is var size
            && (size.Width, size.Height) == (asked.Width, asked.Height);
}
