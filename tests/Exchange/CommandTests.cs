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
        Assert.All(["serve", "import", "site", "moderator", "editor", "standing", "log", "backup", "restore", "score", "--version"], word => Assert.Contains(word, commands, StringComparison.Ordinal));
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task What_fails_is_exit_code_1_and_one_line_that_says_what_to_do()
    {
        await using var program = Child.Parley(folder.FullName, "import", "nowhere.txt");

        var (code, output, errors) = await program.End();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("nowhere.txt", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
