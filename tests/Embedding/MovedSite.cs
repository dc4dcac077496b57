using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Exchange;
using Parley.Tests.Exchange;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Embedding;

/// <summary>Where a blog has moved to: its exports come in, and its readers come by its word.</summary>
public sealed class MovedSite(string origins) : Site
{
    public const string Lock = "https://harbour.example/lock";
    public const string Willem = "willem@harbour.example";

    protected override IEnumerable<string> Settings => [.. base.Settings, $"Parley:Origins={origins}"];

    public Task<int> Written() => Query(db => db.Comments.CountAsync(x => x.ImportNumber != null));

    public static Guid AuthorOf(JsonElement comment) => comment.GetProperty("author").GetProperty("id").GetGuid();

    public static Guid IdOf(JsonElement account) => account.GetProperty("reader").GetProperty("id").GetGuid();

    /// <summary>In the frame beside that page: what has come back, and other names.</summary>
    public static string Returned { get; } =
        $"/embed/discussion/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes("en " + Lock))}/comments/returned";

    public async Task<string> ToldIn(JsonElement account)
    {
        using var answer = await Speaks(account).GetAsync(Returned);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>An import of WordPress' items.</summary>
    public async Task<ImportResult> Bring(params string[] items)
    {
        var file = Path.Combine(Folder, "harbour.xml");
        await File.WriteAllTextAsync(file, Wxr(items));
        return await this.Import(file);
    }

    public JsonObject Claims(string subject, string? mail, string? confirmed = "true", string? origin = null)
    {
        var claims = new Publisher(this, origin ?? "https://harbour.example").Claims(subject, "Willem Brandt");
        claims["former_names"] = new JsonArray("Willem", "Wim");
        if (mail is not null) claims["email"] = mail;
        if (confirmed is not null) claims["email_verified"] = JsonNode.Parse(confirmed);
        return claims;
    }

    public async Task<JsonElement> Enter(
        string subject, string? mail, string? confirmed = "true", string? origin = null, HttpClient? with = null) =>
        await SignIn(Publisher.Sign(Claims(subject, mail, confirmed, origin),
            await new Publisher(this, origin ?? "https://harbour.example").Key()), with);

    public async Task<JsonElement> SignIn(string token, HttpClient? with)
    {
        using var answer = await (with ?? Api()).PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return said;
    }

    public HttpClient Speaks(JsonElement account)
    {
        var client = Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.GetProperty("token").GetString());
        return client;
    }

    public async Task<HttpResponseMessage> Say(HttpClient http) => await http.PostAsJsonAsync(
        $"/api/v1/discussions/{(await Discussion(url: Lock)).GetProperty("id").GetGuid()}/comments", new { text = "I am he." });
}
