using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Web;

namespace Parley.Tests.Pages;

/// <summary>Comments whose HTML is kept from page to page.</summary>
public sealed partial class PieceTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_page_of_pieces_that_were_known_is_the_page_that_is_made_anew()
    {
        var path = site.Page;
        var editor = await site.Acts(Role.Editor, "pieces@news.example");
        var first = await site.Ada.Post("The bridge is <i>old</i> & so is the river, says https://example.org/a?b=1&c=2.");
        var reply = await site.Boris.Post("It isn't.", first);
        await site.Chen.Post("الجسر يبقى 🌉 1", reply);
        var last = await site.Boris.Post("Nobody was asked.\n\n- a list\n- of two");

        await Check("as said");
        await site.Chen.Vote(first, 1);
        await Check("after a vote");
        await site.Boris.Edit(last, "Nobody was ever asked.");
        await Check("after an edit");
        using (await editor.PutAsJsonAsync($"/api/v1/comments/{reply}/feature", new { })) await Check("featured");
        using (await editor.PutAsJsonAsync($"/api/v1/comments/{last}/pin", new { })) await Check("pinned");
        site.Clock.Advance(TimeSpan.FromMinutes(90));
        await Check("later");
        await site.Ada.Post("One more.");
        await Check("after one more");
        await site.Ada.Withdraw(first);
        await Check("after its parent was withdrawn");

        async Task Check(string when)
        {
            var (pieces, snapshots) = (site.App.Services.GetRequiredService<Pieces>(), site.App.Services.GetRequiredService<Snapshots>());
            string[] addresses = [path, path + "?sort=newest", $"{path}/comments/{reply}"];
            snapshots.Clear();
            var known = new List<string>();
            foreach (var address in addresses) known.Add(await Read(address));
            pieces.Clear();
            snapshots.Clear();
            // What is made anew here is what is known at the next check.
            foreach (var (i, address) in addresses.Index()) Assert.True(known[i] == await Read(address), $"{address} {when}: {known[i]}");
            Assert.All(known, page => Assert.DoesNotContain("<!--", page, StringComparison.Ordinal));
        }
    }

    private async Task<string> Read(string address) => Stamp().Replace(await site.Browser().GetStringAsync(address), "value=\"\"");

    [GeneratedRegex("(?<=name=\"stamp\" )value=\"[^\"]*\"")]
    private static partial Regex Stamp();
}
