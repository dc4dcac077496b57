using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Conduct;

public sealed class ModelTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task The_models_card_names_its_version_its_data_its_code_and_its_measures()
    {
        using var answer = await site.Api().GetAsync("/api/v1/conduct/model");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var card = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("1-", card.RootElement.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(64, card.RootElement.GetProperty("data").GetString()!.Length);
        Assert.Equal(64, card.RootElement.GetProperty("code").GetString()!.Length);
        Assert.True(card.RootElement.GetProperty("measures").GetArrayLength() > 10);
        Assert.Equal("ready", await site.Api().GetStringAsync("/readyz"));
    }
}

/// <summary>A server whose model file is half there, and one where there is none.</summary>
public sealed class NoModelTests(NoModelTests.Damaged damaged, NoModelTests.Missing missing)
    : IClassFixture<NoModelTests.Damaged>, IClassFixture<NoModelTests.Missing>
{
    [Fact]
    public Task With_half_a_model_it_says_so_and_publishes_as_ever() => Silent(damaged, "half.model");

    [Fact]
    public Task Without_a_model_it_says_so_and_publishes_as_ever() => Silent(missing, "nowhere.model");

    private static async Task Silent(Site site, string file)
    {
        using var card = await site.Api().GetAsync("/api/v1/conduct/model");
        var id = await site.Ada.Post("You are an idiot, said nobody here.");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, card.StatusCode);
        Assert.Contains("no-model", await card.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(default, id);
        var ready = await site.Api().GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("ready; no conduct model, so no scores and no hints", await ready.Content.ReadAsStringAsync());
        Assert.True(site.Log.Contains("conduct model", file));
        using var preview = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text = "You are an idiot." });
        Assert.Equal("""{"hint":null,"model":null}""", await preview.Content.ReadAsStringAsync());
    }

    public sealed class Damaged : Site
    {
        protected override IEnumerable<string> Settings
        {
            get
            {
                var half = Path.Combine(Folder, "half.model");
                File.WriteAllBytes(half, "PCM1"u8.ToArray());
                return [.. base.Settings, "Parley:ConductModel=" + half];
            }
        }
    }

    public sealed class Missing : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "Parley:ConductModel=" + Path.Combine(Folder, "nowhere.model")];
    }
}
