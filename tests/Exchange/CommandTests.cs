using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Parley.Exchange;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Tests.Exchange;

/// <summary>The program as a process, from the words of its command line to its exit code.</summary>
[Once]
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parley-");

    [Theory]
    [InlineData("improt x", "import")]
    [InlineData("backup", "FILE")]
    [InlineData("bakcup copy.db", "backup")]
    [InlineData("serve --ursl http://127.0.0.1:0", "--urls")]
    [InlineData("--ursl http://127.0.0.1:0", "--urls")]
    [InlineData("srve", "serve")]
    [InlineData("serve now", "now")]
    [InlineData("import x.txt --fromat capture", "--format")]
    [InlineData("import x.txt --format carpture", "carpture")]
    [InlineData("import", "FILE")]
    [InlineData("moderator ad ann@news.example", "add")]
    [InlineData("moderator add nobody", "not an e-mail address")]
    [InlineData("export", "FILE")]
    [InlineData("export x.xml --format csv", "csv")]
    [InlineData("export x.xml --forec", "--force")]
    [InlineData("standing", "")]
    [InlineData("log verfy", "verify")]
    [InlineData("log verify --url news.example", "news.example")]
    [InlineData("--Paley:Demo=false", "--Paley:Demo=false")]
    public async Task What_it_does_not_know_is_exit_code_2_and_starts_and_makes_nothing(string words, string named)
    {
        await using var program = Child.Parley(folder.FullName, words.Split(' '));

        var (code, output, errors) = await program.End();

        Assert.Equal(2, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Empty(output);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Its_version_and_all_its_commands_are_told()
    {
        await using var version = Child.Parley(folder.FullName, "--version");
        await using var help = Child.Parley(folder.FullName, "--help");

        var (code, said, _) = await version.End();
        var (_, commands, _) = await help.End();

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", said);
        Assert.All(
            ["serve", "import", "site", "moderator", "editor", "standing", "log", "export", "backup", "restore", "score", "health",
                "spam-model", "--version"],
            word => Assert.Contains(word, commands, StringComparison.Ordinal));
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task An_export_is_one_file_and_one_line_that_counts_it()
    {
        var database = ("ConnectionStrings__Parley", await Site.NewDatabase(folder.FullName, prepared: true));
        await using var program = Child.Parley(folder.FullName, [database], "export", "left.xml", "--format", "wxr");
        var (code, output, errors) = await program.End();
        await using var again = Child.Parley(folder.FullName, [database], "export", "left.xml");
        var (refused, nothing, complaint) = await again.End();

        Assert.Equal((0, """{"articles":0,"discussions":0,"comments":0,"held":0,"places":0}""", ""), (code, output.Trim(), errors));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "left.xml")));
        Assert.Equal((1, ""), (refused, nothing));
        Assert.Contains("--force", Assert.Single(complaint.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_exit_code_1_and_one_line_that_says_what_to_do()
    {
        await using var program = Child.Parley(folder.FullName, "import", "nowhere.txt");

        var (code, output, errors) = await program.End();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("nowhere.txt", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_socket_of_the_system_and_with_an_address_without_a_scheme_it_serves_until_it_is_asked_to_end()
    {
        var (socket, database) = (Path.Combine(folder.FullName, "parley.sock"),
            ("ConnectionStrings__Parley", await Site.NewDatabase(folder.FullName, prepared: true)));
        await AddAnn(database.Item2);
        // Where it would lead nobody has said, and no server with an address of the web has run here.
        await using (var behind = Program.Build([$"--ConnectionStrings:Parley={database.Item2}", "--Parley:Demo=false", "--Parley:Content=",
            "--urls", $"http://unix:{socket}.first"]))
        {
            await behind.Ready(default);
            await behind.StartAsync();
            Assert.Null(behind.Services.GetRequiredService<CurrentSite>().KnownUrl);
            await behind.StopAsync();
        }
        var early = await Ask("moderator", "link", "ann@news.example");
        Assert.Contains("Parley__PublicUrl", Assert.Single(early.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        await using var program = Child.Parley(folder.FullName, [("Parley__PublicUrl", "news.example/talk"), database], "serve", "--urls",
            $"http://unix:{socket}");
        using var browser = new HttpClient(
            new SocketsHttpHandler { ConnectCallback = async (_, ct) => new NetworkStream(await Connect(socket, ct), ownsSocket: true) })
        {
            BaseAddress = new Uri("http://parley"),
        };

        await Wait.Until("it is ready", async () => !program.HasEnded && File.Exists(socket) && await Answers(browser));
        Assert.Contains("https://news.example/talk/", await browser.GetStringAsync("/feed.xml"), StringComparison.Ordinal);
        // A link that a command makes beside it leads to it, whatever the command's own settings leave out.
        var (made, link, silence) = await Ask("moderator", "link", "ann@news.example");
        Assert.Equal((0, ""), (made, silence));
        Assert.StartsWith("https://news.example/talk/sign-in/", link, StringComparison.Ordinal);
        await program.AskToEnd();

        var (code, _, errors) = await program.End();
        Assert.Equal((0, ""), (code, errors));

        async Task<(int Code, string Output, string Errors)> Ask(params string[] words)
        {
            await using var asked = Child.Parley(folder.FullName, [database], words);
            return await asked.End();
        }
    }

    [Fact]
    public async Task A_public_address_that_is_none_is_said_in_one_line()
    {
        await using var program = Child.Parley(folder.FullName, [("Parley__PublicUrl", "ftp://news.example/")], "serve", "--urls",
            "http://127.0.0.1:0");

        var (code, output, errors) = await program.End();

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("Parley__PublicUrl", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    // As a command does it, without one more process.
    private static async Task AddAnn(string connection)
    {
        await using var app = Program.Build([$"--ConnectionStrings:Parley={connection}", "--Parley:Demo=false", "--Parley:Content="]);
        await app.Ready(default);
        using var scope = app.Services.CreateScope();
        Assert.True(EmailAddress.TryParse("ann@news.example", out var email));
        Assert.Null((await scope.ServiceProvider.GetRequiredService<Staff>().Add(Role.Moderator, email, null, default)).Refusal);
    }

    private static async Task<bool> Answers(HttpClient browser)
    {
        try
        {
            using var answer = await browser.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<Socket> Connect(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        return socket;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
