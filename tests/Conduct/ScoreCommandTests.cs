using System.Text.Json;
using Parley.Conduct;

namespace Parley.Tests.Conduct;

/// <summary><c>parley score</c> as a process.</summary>
[Once]
public sealed class ScoreCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parley-");

    [Fact]
    public async Task Every_line_is_answered_in_order_and_what_cannot_be_scored_says_why()
    {
        string[] lines = ["""{"text":"You are an idiot."}""", "not json", """{"text":7}""", """{"text":"\ud800"}""", "[]",
            """{"text":"Thank you, that helps.","parent":"Here is the report."}""", """{"text":"x","parent":1}"""];
        await using var program = Child.ParleyReading(string.Join('\n', lines) + "\n", folder.FullName, "score");

        var (code, output, errors) = await program.End();

        Assert.Equal((0, ""), (code, errors));
        var answers = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(lines.Length, answers.Count);
        Assert.All([1, 2, 3, 4, 6], i => Assert.NotEmpty(answers[i].GetProperty("error").GetString()!));
        Assert.Equal("NAME_CALLING", answers[0].GetProperty("hint").GetString());
        Assert.Equal(JsonValueKind.Null, answers[5].GetProperty("hint").ValueKind);
        Assert.Equal(ConductAttributes.All.Select(a => a.Name()), answers[0].GetProperty("scores").EnumerateObject().Select(x => x.Name));
        var span = answers[0].GetProperty("spans").EnumerateArray().First(x => x.GetProperty("attribute").GetString() == "NAME_CALLING");
        Assert.Contains("idiot", "You are an idiot."[span.GetProperty("begin").GetInt32()..span.GetProperty("end").GetInt32()],
            StringComparison.Ordinal);
        Assert.NotEmpty(answers[0].GetProperty("model").GetString()!);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Without_a_model_it_says_so_in_one_line()
    {
        await using var program = Child.ParleyReading("", folder.FullName, "score", "--model", "nowhere.model");

        var (code, output, errors) = await program.End();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("nowhere.model", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
