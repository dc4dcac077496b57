namespace Parley.Web;

/// <summary>A form that could not be taken, so that its text is shown again whatever went wrong.</summary>
/// <param name="Path">Where it was sent, on this server.</param>
/// <param name="Text">What a person wrote: the field <c>text</c> of every form that has one.</param>
/// <param name="Fields">The other fields, to be sent again with it.</param>
public sealed record SentForm(string Path, string Text, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>Null for a request without a form, without a text in it, or with a body that can't be read.</summary>
    public static async Task<SentForm?> In(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType) return null;
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return form["text"].ToString() is not { Length: > 0 } text ? null
                : new(request.Path, text,
                    [.. form.Where(x => x.Key != "text").Select(x => KeyValuePair.Create(x.Key, x.Value.ToString()))]);
        }
        catch (Exception error) when (error is BadHttpRequestException or InvalidDataException or IOException)
        {
            return null;
        }
    }
}
