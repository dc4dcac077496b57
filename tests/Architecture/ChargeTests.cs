using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Web;

namespace Parley.Tests.Architecture;

/// <summary>Every route that names a limit is charged to it, and says so in words and under the same headers as anything else.</summary>
public sealed class ChargeTests(ChargeTests.Limited site) : IClassFixture<ChargeTests.Limited>
{
    private static readonly string[] Guards =
        ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"];

    public sealed class Limited : Site
    {
        protected override IEnumerable<string> Settings => [];
    }

    [Fact]
    public async Task Whoever_has_used_a_limit_up_is_told_on_every_route_that_names_it()
    {
        var (pace, here) = (site.App.Services.GetRequiredService<Pace>(), Network.Of(IPAddress.Loopback));
        var comment = await site.Ada.Post("Asked too often.");
        var (wrong, charged) = (new List<string>(), new HashSet<string>());
        foreach (var route in ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<Limit>() is not { } limit) continue;
            var path = Regex.Replace("/" + route.RoutePattern.RawText!.Trim('/').Replace("{slug}", "the-bridge", StringComparison.Ordinal),
                @"\{id[^}]*\}", comment.ToString());
            path = Regex.Replace(path, @"\{[^}]*\}", "x");
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method != "HEAD"))
                if (await Ask(limit, method, path) is { } fault) wrong.Add($"{method} {path}: {fault}");
            charged.Add(limit.Name);
        }
        Assert.Empty(wrong);
        Assert.True(charged.Count >= 12, string.Join(' ', charged));
        // Charged where something turns out to be new: who names it too is charged twice.
        Assert.DoesNotContain(Limits.NetworkPosts.Name, charged);

        async Task<string?> Ask(Limit limit, string method, string path)
        {
            RawAnswer answer = default!;
            // A limit fills up again while one asks.
            for (var i = 0; i < 10; i++)
            {
                while (pace.Check(limit, here) is null) { }
                var body = method == "GET" ? "" : "{}";
                var head = new StringBuilder()
                    .Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nSec-Fetch-Site: same-origin");
                if (body.Length > 0) head.Append("\r\nContent-Type: application/json\r\nContent-Length: 2");
                answer = await RawRequest.Send(site.Address, head.ToString(), body.Length > 0 ? Encoding.ASCII.GetBytes(body) : null);
                if (answer.Status == 429) break;
            }
            if (answer.Status != 429) return $"{answer.Status}";
            if (!answer.Has("Retry-After")) return "no Retry-After";
            if (!Guards.All(answer.Has)) return "no headers";
            return answer.Body.Contains("too-fast", StringComparison.Ordinal)
                    || answer.Body.Contains("RESOURCE_EXHAUSTED", StringComparison.Ordinal)
                ? null : answer.Body;
        }
    }

    [Fact]
    public async Task Whoever_guesses_passes_is_looked_up_no_oftener_than_the_limit_says_and_a_good_one_costs_nothing_of_it()
    {
        var (pace, here) = (site.App.Services.GetRequiredService<Pace>(), Network.Of(IPAddress.Loopback));
        var good = await site.Acts(Role.Moderator, "passes@news.example");
        async Task<int> Ask(HttpClient client)
        {
            using var answer = await client.PutAsJsonAsync($"/api/v1/comments/{Guid.Empty}/vote", new { value = 1 });
            return (int)answer.StatusCode;
        }
        var guess = site.Api();
        guess.DefaultRequestHeaders.Authorization = new("Bearer", "pass.of-nobody-at-all");
        Assert.Equal(401, await Ask(guess));
        Assert.NotEqual(401, await Ask(good));

        // What is left of it is used up by guesses alone.
        var left = 0;
        while (pace.Check(Limits.EndedPasses, here) is null) left++;
        Assert.InRange(left, Limits.EndedPasses.Burst - 2, Limits.EndedPasses.Burst + 20);
        // A limit fills up again while one asks: here somebody else uses up all that comes.
        using var enough = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        // Without the token: on a busy machine it may be over before this has begun, which is no fault.
        var others = Task.Run(() =>
        {
            begun.SetResult();
            while (!enough.IsCancellationRequested) pace.Check(Limits.EndedPasses, here);
        }, CancellationToken.None);
        await Wait.For("somebody else to begin", begun.Task);
        var answers = new List<int>();
        while (!answers.Contains(429) && answers.Count < 20) answers.Add(await Ask(guess));
        await enough.CancelAsync();
        await others;
        Assert.Contains(429, answers);
    }

    [Fact]
    public async Task A_pass_is_looked_up_once_in_a_request()
    {
        var token = "Bearer " + await site.Staff(async staff =>
        {
            await staff.Add(Role.Editor, site.Mail("once@news.example"), null, default);
            return await staff.Issue(Role.Editor, site.Mail("once@news.example"), PassKind.Script, default);
        });
        using var scope = site.App.Services.CreateScope();
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Headers.Authorization = token;
        var identity = scope.ServiceProvider.GetRequiredService<Identity>();
        var first = await identity.Who(http);
        await site.Query(db => db.Passes.Where(x => x.ReaderId == first!.Id).ExecuteDeleteAsync());

        Assert.Same(first, await identity.Who(http));
    }
}
