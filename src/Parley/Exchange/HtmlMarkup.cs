using AngleSharp.Dom;

namespace Parley.Exchange;

/// <summary>
/// A page may say the same comments in several ways: to readers, to scripts, to search engines. The one that has most of them counts; of
/// two that have as many the one that says more about each.
/// </summary>
internal static class HtmlMarkup
{
    /// <param name="damaged">Called with each script that tells of comments and can't be read, where none is found elsewhere.</param>
    public static List<HtmlComment> Of(SavedPage page, Action<IElement> damaged)
    {
        var scripts = new List<IElement>();
        List<HtmlComment>[] ways =
        [
            HtmlLists.WpDiscuz(page), HtmlLists.WordPress(page), HtmlLists.Disqus(page), HtmlSchema.Attributes(page),
            HtmlSchema.Scripts(page, scripts.Add),
        ];
        var best = ways[0];
        foreach (var way in ways)
            if (way.Count > best.Count) best = way;
        if (best.Count == 0)
            foreach (var script in scripts.Where(x => x.TextContent.Contains("Comment", StringComparison.Ordinal))) damaged(script);
        return best;
    }
}
