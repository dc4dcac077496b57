using System.Globalization;
using System.Text.Json;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// Isso: its database, or the JSON that it imports itself. Source: isso/db and isso/migrate.py of isso-comments/isso.
/// </summary>
internal sealed class IssoFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "isso";

    /// <summary>Versions of its tables that are described.</summary>
    private const long LatestVersion = 5;

    private static readonly string[] OfThread = ["id", "uri", "title"];

    private static readonly string[] OfComment =
        ["tid", "id", "parent", "created", "modified", "mode", "text", "author", "email", "likes", "dislikes"];

    private readonly ForeignComment comment = new() { Marks = ForeignMarks.Markdown };

    public void Read(ImportFile file)
    {
        into.NumbersByPage = true;
        if (file.IsSqlite) ReadDatabase(file);
        else ReadJson(file);
    }

    private void ReadDatabase(ImportFile file)
    {
        using var database = new StrangeDatabase(file);
        if (database.Version > LatestVersion)
            throw new SetupException($"This is version {database.Version} of Isso's database; up to {LatestVersion} is known. "
                + "Nothing was changed.");
        if (!database.Has("threads", ["id", "uri"]) || !database.Has("comments", ["tid", "id", "parent", "created", "mode", "text"]))
            throw new SetupException("This is an SQLite database, and none of Isso's: it has no comments in threads. Nothing was changed.");
        var threads = new Dictionary<string, int>(StringComparer.Ordinal);
        database.Read(into, "threads", OfThread, row =>
        {
            var (thread, number) = places.At(row[1]);
            if (row[2].Length > 0) thread.Title = row[2];
            threads[row[0]] = number;
        });
        database.Read(into, "comments", OfComment, row => Row(row, threads));
    }

    private void Row(string[] row, Dictionary<string, int> threads)
    {
        var (at, edited) = (Seconds(row[3]), Seconds(row[4]));
        var raw = string.Join('\t', row);
        if (!threads.TryGetValue(row[0], out var thread)) into.Reject(0, $"Its page {row[0]} is not in the file.", raw);
        else if (at is null) into.Reject(0, $"\"{row[3]}\" is no time.", raw);
        else
        {
            (comment.Id, comment.Parent, comment.At, comment.EditedAt) = (row[1], row[2] == "0" ? "" : row[2], at, edited);
            comment.Stated = ForeignComment.StatedAs(at.Value);
            comment.State = row[5] switch
            {
                "1" => ForeignState.Shown,
                "4" => ForeignState.Deleted,
                // 2; and what isn't known is looked at, and not shown.
                _ => ForeignState.Pending,
            };
            (comment.Text, comment.Name, comment.Mail) = (row[6], row[7], row[8]);
            (comment.Up, comment.Down) = (Votes(row[9]), Votes(row[10]));
            into.Add(comment, thread, raw);
        }
    }

    private static DateTimeOffset? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? JsonFields.Since1970(seconds) : null;

    private static int Votes(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var votes) ? Math.Min(votes, JsonFields.Most) : 0;

    // What a page says of itself may stand behind its comments.
    private void ReadJson(ImportFile file)
    {
        using var json = new JsonFile(file.OpenText(), isLines: false, "", JsonFile.Each, "[].comments")
            { Wants = path => path is "[].id" or "[].title" or "[].comments[]" };
        var (page, thread, number) = (-1, (ForeignThread?)null, 0);
        json.Read(one =>
        {
            if (page != json.Objects)
            {
                (thread, number) = into.NewThread();
                (page, thread.IsKnown) = (json.Objects, true);
            }
            switch (json.Path)
            {
                case "[].id":
                    (thread!.Id, thread.Link) = (one.Text().Trim(), places.LinkOf(one.Text()));
                    break;
                case "[].title":
                    thread!.Title = one.Text();
                    break;
                case "[].comments[]":
                    Comment(json.Line, one, number);
                    break;
            }
        }, into.Reject);
    }

    private void Comment(int line, JsonElement one, int thread)
    {
        if (!comment.Date(one, "created"))
        {
            into.Reject(line, $"\"{one.Text("created")}\" is no time.", one.GetRawText());
            return;
        }
        (comment.Line, comment.Id, comment.Parent) = (line, one.Id("id"), "");
        (comment.Name, comment.Mail, comment.Text) = (one.Text("author"), one.Text("email"), one.Text("text"));
        into.Add(comment, thread, one.GetRawText());
    }
}
