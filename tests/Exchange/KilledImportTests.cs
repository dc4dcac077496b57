using System.Globalization;
using System.Text.Json.Nodes;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>
/// <c>parley import</c> killed in the middle of whatever it does, and given again until it ends: what is there then is what one go makes.
/// </summary>
[OnBoth]
public sealed class KilledImportTests
{
    private const int Pages = 6, OnEach = 250;

    /// <summary>Each is followed by a start. While it is explored (<c>script/explore</c>) twenty, at other moments each time.</summary>
    private static readonly int Kills = Property.Exploring > 0 ? 20 : 2;

    /// <summary>Of what is of the moment at which it came, and of what is drawn by lot, nothing can be the same.</summary>
    private static readonly string[] OfTheMoment =
        ["id", "createdAt", "begunAt", "endedAt", "withdrawnAt", "removedAt", "decidedAt", "untilAt", "closedAt", "heldUntil", "mailKey"];

    [Fact(Timeout = 5 * Bounds.Test)]
    [Trait("kind", "property")]
    public Task A_blog_comes_as_in_one_go_however_often_its_import_is_killed() => KillAgainAndAgain(Blog, async server =>
    {
        var told = Told(await Lines(server));
        Assert.Equal(Pages * OnEach, told.Count(x => x.Contains("\"line\":\"comment\"", StringComparison.Ordinal)));
        return told;
    });

    [Fact(Timeout = 5 * Bounds.Test)]
    [Trait("kind", "property")]
    public Task A_site_comes_to_the_letter_however_often_its_import_is_killed() => KillAgainAndAgain(async server =>
    {
        await using var left = await Server.New(prepared: true);
        await left.Import(await Blog(left));
        var file = Path.Combine(server.Folder, "site.jsonl");
        await File.WriteAllTextAsync(file, await left.Export());
        return file;
    }, async server =>
    {
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(server.Folder, "site.jsonl")), await server.Export());
        return [];
    });

    // At moments by lot, soon after it began or anywhere; what has come whole is compared, and another begins.
    private static async Task KillAgainAndAgain(Func<Server, Task<string>> make, Func<Server, Task<List<string>>> tell)
    {
        var seed = Property.Exploring > 0 ? Random.Shared.Next() : 20261130;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var one = await Server.New(prepared: true);
        var (file, count) = (await make(one), Path.Combine(one.Folder, "moments"));
        Hook(one, (StartupHook.Count, count));
        await one.Run("import", file);
        var (expected, moments) = (await tell(one), int.Parse(await File.ReadAllTextAsync(count), CultureInfo.InvariantCulture));

        Assert.True(moments > 20, $"Only {moments} moments were counted.");
        var (chance, killed, whole) = (new Random(seed), 0, 0);
        while (killed < Kills)
        {
            await using var other = await Server.New(prepared: true);
            var own = Path.Combine(other.Folder, Path.GetFileName(file));
            File.Copy(file, own);
            for (var hasEnded = false; !hasEnded;)
            {
                var at = chance.Next(chance.Next(2) == 0 ? moments : moments / 8) + 1;
                Hook(other, (StartupHook.KillAt, $"{(killed < Kills ? at : 0)}"));
                var (code, _, errors) = await other.Begin("import", own).End();
                hasEnded = code == 0;
                Assert.True(hasEnded || code == Sigkill, $"After kill {killed} (seed {seed}): {code} {errors}");
                if (!hasEnded) killed++;
            }
            Assert.Equal(expected, await tell(other));
            whole++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{moments} moments, {killed} kills, {whole} times whole");
    }

    /// <summary>As a shell says it.</summary>
    internal const int Sigkill = 128 + 9;

    internal static void Hook(Server server, (string Name, string Value) setting)
    {
        server.Settings.Clear();
        server.Settings.AddRange([("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), setting]);
    }

    private static async Task<string> Blog(Server server)
    {
        var file = Path.Combine(server.Folder, "blog.xml");
        await File.WriteAllTextAsync(file, Wxr([.. Enumerable.Range(1, Pages).Select(page => Item(page, $"page-{page}", string.Concat(
            Enumerable.Range(page * 1000, OnEach).Select(i => Comment(i, $"Said {i}, in *some* words.",
                parent: i % 5 == 0 ? 0 : i - i % 5, name: $"Willem {i % 97}", mail: $"willem{i % 97}@harbour.example",
                approved: i % 50 == 49 ? "0" : "1")))))]));
        return file;
    }

    private static async Task<List<JsonObject>> Lines(Server server) =>
        [.. (await server.Export()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonNode.Parse(x)!.AsObject())];

    // Ids are drawn by lot, so each thing is called by what it is: a page by its address, a person by their name, a comment by its number
    // in the blog.
    private static List<string> Told(List<JsonObject> lines)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Where(x => x.ContainsKey("id")))
            names[(string)line["id"]!] = (string?)(line["url"] ?? (line.ContainsKey("text") ? line["sourceId"] : line["name"]))
                ?? $"{line["kind"]} {names.GetValueOrDefault((string?)line["comment"] ?? "")}";
        return [.. lines.Select(line => Called(line.DeepClone().AsObject()).ToJsonString()).Order(StringComparer.Ordinal)];

        JsonObject Called(JsonObject line)
        {
            var own = line["id"] is { } id ? names[(string)id!] : "";
            // A person's number is made with the secret of the site, which each has of its own.
            if ((string?)line["line"] == "reader") line.Remove("sourceId");
            foreach (var field in OfTheMoment.Where(line.ContainsKey)) line[field] = field == "id" ? own : "";
            foreach (var (field, value) in line.ToList())
            {
                if (value is JsonObject inner) line[field] = Called(inner.DeepClone().AsObject());
                else if (value is JsonValue text && text.TryGetValue<string>(out var said) && names.TryGetValue(said, out var name))
                    line[field] = name;
            }
            return line;
        }
    }
}
