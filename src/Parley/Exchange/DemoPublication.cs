using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Exchange;

/// <summary>
/// Three stories and their discussions, so that a first start shows what this is, where it is asked for (<c>Parley__Demo=true</c>).
/// </summary>
public sealed partial class DemoPublication(Database db, CurrentSite site, Publishing publishing, TimeProvider clock)
{
    /// <summary>Of its people and of what they said.</summary>
    internal const string Source = "demo";

    public async Task Fill(CancellationToken ct)
    {
        if (await db.Articles.AnyAsync(x => x.SiteId == site.Id, ct)) return;
        await using var writing = await db.BeginWrite(ct);
        var founded = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        if (founded.DemoAt is not null) return;
        founded.ShowDemo(clock.Now());
        var discussions = new Dictionary<string, Discussion>();
        foreach (var name in new[] { "school-kitchen", "night-train", "bridge" })
        {
            var text = Ago().Replace(Read(name + ".md"),
                match => "published: " + Before(match.Groups[1].Value).ToString("O", CultureInfo.InvariantCulture));
            var outcome = await publishing.PublishInside(ManuscriptFile.Read(text, name, site.Zone), ArticleSource.Demo, name, ct);
            if (outcome.Refused(out var refusal, out var published))
                throw new SetupException($"The demo's {name} can't be published: {refusal.Words}");
            discussions[published.Article.Slug] = published.Discussion;
        }
        var demo = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
            .Deserialize<Demo>(Read("discussions.yaml"));
        var readers = demo.Authors.ToDictionary(author => author.Name, Add);
        foreach (var (slug, comments) in demo.Discussions) Add(discussions[slug], comments, readers);
        await db.SaveChangesAsync(ct);
        foreach (var discussion in discussions.Values) await db.NameSpeakers(site.Id, discussion.Id, ct);
        await writing.Commit(ct);
    }

    private Reader Add(DemoAuthor author)
    {
        var reader = Reader.FromImport(site.Id, Source, author.Name, author.Name, author.Rank, clock.Now());
        db.Readers.Add(reader);
        db.Badges.AddRange(author.Badges.Select((badge, position) => Badge.Award(reader, position, badge)));
        return reader;
    }

    private void Add(Discussion discussion, List<DemoComment> comments, Dictionary<string, Reader> readers)
    {
        var posted = new Dictionary<string, Comment>();
        foreach (var said in comments)
        {
            if (!readers.TryGetValue(said.Author, out var author))
                author = readers[said.Author] = Add(new DemoAuthor { Name = said.Author });
            var comment = Comment.Import(discussion, said.Parent is null ? null : posted[said.Parent], author, new ImportedText(
                Source, $"{discussion.Url}#{said.Id}", new WrittenText(said.Text.Trim()), Before(said.Ago), Up: said.Up,
                Down: said.Down));
            db.Comments.Add(posted[said.Id] = comment);
            discussion.Count(+1);
        }
    }

    /// <summary>"2d4h": that long ago.</summary>
    private DateTimeOffset Before(string ago) => clock.Now() - Span().Matches(ago).Aggregate(TimeSpan.Zero, (sum, part) =>
        sum + int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * (part.Groups[2].Value == "d"
            ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1)));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^published_ago: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Ago();

    [GeneratedRegex(@"(\d+)([dh])")]
    private static partial Regex Span();

    private sealed class Demo
    {
        public List<DemoAuthor> Authors { get; set; } = [];
        public Dictionary<string, List<DemoComment>> Discussions { get; set; } = [];
    }

    private sealed class DemoAuthor
    {
        public string Name { get; set; } = "";
        public string? Rank { get; set; }
        public List<string> Badges { get; set; } = [];
    }

    private sealed class DemoComment
    {
        public string Id { get; set; } = "";
        public string? Parent { get; set; }
        public string Author { get; set; } = "";
        public string Ago { get; set; } = "";
        public int Up { get; set; }
        public int Down { get; set; }
        public string Text { get; set; } = "";
    }
}
