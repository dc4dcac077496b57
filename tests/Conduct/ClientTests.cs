using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Sites;

namespace Parley.Tests.Conduct;

/// <summary>npm's <c>perspective-api-client</c>, as published, pointed at a server here.</summary>
public sealed class ClientTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_client_library_made_for_Perspective_needs_only_another_address()
    {
        Assert.SkipWhen(Site.OnPostgres, "What is asked here is in no database.");
        var folder = Directory.CreateTempSubdirectory("parley-client-").FullName;
        try
        {
            foreach (var file in (string[])["package.json", "package-lock.json", "ask.cjs"])
                File.Copy(Path.Combine(AppContext.BaseDirectory, "Conduct", "client", file), Path.Combine(folder, file));
            await Install(folder);
            var key = AnalysisKeys.Make(site.App.Services.GetRequiredService<CurrentSite>().Site);

            var rude = await Ask(folder, key, "You are an idiot.");
            var civil = await Ask(folder, key, "The ferry costs more than the bridge.");
            var refused = await Ask(folder, "AIza-wrong", "The ferry costs more than the bridge.");

            var (high, low) = (Toxicity(rude), Toxicity(civil));
            Assert.True(high > 0.5 && low < 0.2, $"{high} {low}");
            Assert.Equal("PROBABILITY",
                rude.GetProperty("attributeScores").GetProperty("INSULT").GetProperty("summaryScore").GetProperty("type").GetString());
            Assert.Equal(("ResponseError", "API key not valid. Please pass a valid API key."),
                (refused.GetProperty("name").GetString(), refused.GetProperty("message").GetString()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Install(string folder)
    {
        string trouble;
        try
        {
            await using var npm = Child.Start(folder, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error",
                "--fetch-retries=0", "--fetch-timeout=10000");
            var (code, _, errors) = await npm.End();
            if (code == 0) return;
            trouble = errors;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            trouble = missing.Message;
        }
        Assert.Skip("npm's perspective-api-client is not here: " + trouble);
    }

    private static double Toxicity(JsonElement answer) =>
        answer.GetProperty("attributeScores").GetProperty("TOXICITY").GetProperty("summaryScore").GetProperty("value").GetDouble();

    private async Task<JsonElement> Ask(string folder, string key, string text)
    {
        await using var node = Child.Start(folder, "node", "ask.cjs", site.Address.ToString().TrimEnd('/'), key, text);
        var (code, output, errors) = await node.End();
        Assert.Equal((0, ""), (code, errors));
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}
