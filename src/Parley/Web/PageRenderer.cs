using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Parley.Web;

/// <summary>Renders a Razor component to a whole page. Every page takes one parameter, its view.</summary>
public sealed class PageRenderer(IServiceProvider services, PublicPath path, Pieces pieces, ILoggerFactory loggers)
{
    public const string Html = "text/html; charset=utf-8";

    public async Task<byte[]> Render<TPage>(object view) where TPage : IComponent
    {
        await using var sheet = new Sheet(pieces);
        await using var renderer = new HtmlRenderer(new WithSheet(services, sheet), loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>(
                ParameterView.FromDictionary(new Dictionary<string, object?> { ["View"] = view }));
            page.WriteHtmlTo(sheet);
            return path.Within(sheet.Whole());
        });
    }

    // What a page's components share while they are rendered.
    private sealed class WithSheet(IServiceProvider services, Sheet sheet) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(Sheet) ? sheet : services.GetService(serviceType);
    }

    /// <summary>The page as it is kept for everybody; null is not found.</summary>
    public static Task Answer(HttpContext http, Snapshot? page) =>
        page is null ? Problems.Write(http, Problems.NotFound) : page.Write(http);

    /// <summary>A page for one reader: never stored by anyone.</summary>
    public async Task<IResult> Personal<TPage>(object view, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new PersonalPage(await Render<TPage>(view), status);

    private sealed class PersonalPage(byte[] body, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = Html;
            httpContext.Response.ContentLength = body.Length;
            httpContext.Response.Headers.CacheControl = "private, no-store";
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
