namespace Parley.Tests.Exchange;

/// <summary><c>parley health</c>, as a container or a watchdog asks it.</summary>
[Once]
public sealed class HealthCommandTests
{
    [Fact(Timeout = Data.FaultTests.Processes)]
    public async Task Who_watches_a_server_hears_whether_it_is_ready_and_where_nothing_answers()
    {
        await using var server = await Server.New(prepared: true);
        var port = server.Http.BaseAddress!.Port;
        // As a container says it: everywhere.
        server.Settings.Add(("ASPNETCORE_URLS", $"unix:/nowhere;http://*:{port}"));

        await using var nobody = Child.Parley(server.Folder, server.Settings, "health");
        var (code, output, errors) = await nobody.End();
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"http://*:{port} does not answer", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);

        await server.Start();
        await Wait.Until("it says that it is ready", async () =>
        {
            await using var asked = Child.Parley(server.Folder, server.Settings, "health");
            return await asked.End() is (0, var said, "") && said.StartsWith("ready", StringComparison.Ordinal);
        });
        await using var elsewhere = Child.Parley(server.Folder, "health", "--url", $"http://127.0.0.1:{port}");
        Assert.Equal(0, (await elsewhere.End()).Code);
    }

    [Theory]
    [InlineData("news.example")]
    [InlineData("http://")]
    [InlineData("http://unix:/run/parley.sock")]
    public async Task What_can_not_be_asked_is_wrong_usage(string url)
    {
        var folder = Directory.CreateTempSubdirectory("parley-");
        await using var asked = Child.Parley(folder.FullName, "health", "--url", url);

        var (code, _, errors) = await asked.End();

        Assert.Equal(2, code);
        Assert.Contains(url, errors, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }
}
