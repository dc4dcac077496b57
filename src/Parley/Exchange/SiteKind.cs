using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Parley.Articles;
using Parley.Comments;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Votes;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>Of one line of a site's export, what stands in it: values by the names of their columns.</summary>
internal sealed class SiteValues : Dictionary<string, object?>
{
    public SiteValues() : base(StringComparer.Ordinal) { }

    public string Text(string name) => (string?)this[name] ?? "";
    public Guid? Id(string name) => (Guid?)this[name];
    public int Number(string name) => (int)this[name]!;
    public DateTimeOffset? At(string name) => (DateTimeOffset?)this[name];
    public bool Has(string name) => this[name] is not null;
}

/// <summary>A kind of line, and the table of which it tells. Types, and what may be left out, are those of the columns.</summary>
internal sealed class SiteKind
{
    /// <summary>Times that may be to come: the day on which a story is to be published, the end of what holds for a while.</summary>
    private static readonly string[] ToCome = ["publishedAt", "updatedAt", "untilAt"];

    /// <summary>In the order in which they stand: what a line names stands before it.</summary>
    private static readonly (string Line, Type Entity, int Keys, string Fields)[] Described =
    [
        ("text", typeof(SiteText), 2, "kind version markdown createdAt"),
        ("origin", typeof(SiteOrigin), 1, "origin addedAt"),
        ("import", typeof(Import), 1, "number format origin fileHash begunAt endedAt undoneAt articles discussions comments held skipped "
            + "rejected"),
        ("reader", typeof(Reader), 1, "id kind name rank nameKeptAt createdAt import=ImportNumber mailKey source sourceId"),
        ("badge", typeof(Badge), 2, "reader=ReaderId position name"),
        ("article", typeof(Article), 1, "id slug title datelinePlace datelineTime language byline section summary body canonicalUrl "
            + "prompt picture pictureAlt pictureCaption source sourceId publishedAt updatedAt createdAt unpublishedAt recalledAt "
            + "keepsDiscussion import=ImportNumber"),
        ("also-read", typeof(AlsoRead), 2, "article=ArticleId position slug title url afterParagraph"),
        ("article-text", typeof(ArticleText), 2, "article=ArticleId kind markdown"),
        ("shares", typeof(ShareCount), 2, "article=ArticleId network count"),
        ("passage", typeof(Passage), 1, "id article=ArticleId discussion=DiscussionId exact prefix suffix start fate rivalBefore "
            + "rivalAfter isFirst isLast question createdAt"),
        ("discussion", typeof(Discussion), 1, "id article=ArticleId url title createdAt closedAt hiddenAt into=IntoId questionsAt "
            + "questionsUntil shutAt shutUntil slowMinutes slowUntil import=ImportNumber"),
        ("address", typeof(DiscussionAddress), 1, "address discussion=DiscussionId"),
        ("respondent", typeof(Respondent), 2, "discussion=DiscussionId reader=ReaderId position"),
        ("intervention", typeof(Intervention), 1, "id discussion=DiscussionId kind text minutes editor=EditorId beganAt untilAt liftedAt "
            + "liftedBy=LiftedById"),
        ("move", typeof(AddressMove), 1, "id number batch=BatchId from to discussion=DiscussionId into=IntoId urlBefore addresses movedAt "
            + "undoneAt"),
        ("comment", typeof(Comment), 1, "id discussion=DiscussionId parent=ParentId author=AuthorId passage=PassageId depth ordinal text "
            + "format createdAt editedAt withdrawnAt erasedAt removedAt removal featuredAt pinnedAt up down importedUp importedDown cutOff "
            + "source sourceId import=ImportNumber"),
        ("revision", typeof(CommentRevision), 2, "comment=CommentId number text format writtenAt"),
        ("moved", typeof(MovedComment), 2, "move=MoveId comment=CommentId"),
        ("vote", typeof(Vote), 2, "comment=CommentId reader=ReaderId value at"),
        ("decision", typeof(Decision), 1, "id kind comment=CommentId reader=ReaderId rule=RuleId rulesVersion ground facts source "
            + "automated moderator=ModeratorId raisedAt decidedAt cause=CauseId untilAt reversedAt"),
    ];

    private readonly Type entity;
    private readonly int keys;
    private readonly (string Field, IProperty Property)[] fields;

    private SiteKind(string line, int order, Type entity, int keys, string fields, IModel model)
    {
        (Line, Order, this.entity, this.keys) = (line, order, entity, keys);
        var table = model.FindEntityType(entity)!;
        this.fields = [.. fields.Split(' ').Select(field => field.Split('=')).Select(x =>
            (x[0], table.FindProperty(x is [_, var column] ? column : char.ToUpperInvariant(x[0][0]) + x[0][1..])!))];
    }

    public string Line { get; }
    public int Order { get; }
    public bool IsComment => entity == typeof(Comment);

    public static IReadOnlyDictionary<string, SiteKind> All(IModel model) => Described.Select((x, order) =>
        new SiteKind(x.Line, order, x.Entity, x.Keys, x.Fields, model)).ToDictionary(x => x.Line, StringComparer.Ordinal);

    /// <exception cref="FormatException">What is wrong with it, as a sentence.</exception>
    public SiteValues Read(JsonElement line, DateTimeOffset now)
    {
        var values = new SiteValues();
        var left = line.EnumerateObject().Count() - 1;
        foreach (var (field, property) in fields)
        {
            object? value = null;
            if (line.TryGetProperty(field, out var said))
            {
                left--;
                value = Value(field, said, property.ClrType);
            }
            if (value is null && !property.IsNullable) throw new FormatException($"It has no {field}.");
            if (value is DateTimeOffset at && at > now && Happened(field)) throw new FormatException($"Its {field} is still to come.");
            values[property.Name] = value;
        }
        if (left > 0)
            throw new FormatException($"There is more in it than a {Line} has: {line.EnumerateObject().Select(x => x.Name)
                .First(x => x != "line" && !fields.Any(y => y.Field == x))}.");
        return values;
    }

    private static bool Happened(string field) =>
        (field == "at" || field.EndsWith("At", StringComparison.Ordinal)) && !ToCome.Contains(field);

    private static object? Value(string field, JsonElement said, Type type)
    {
        try
        {
            var value = said.Deserialize(type, SiteLines.Plain);
            var isSound = value switch
            {
                Guid id => id != Guid.Empty,
                string text => CleanText.Storable(text) == text,
                Enum name => Enum.IsDefined(name.GetType(), name),
                Removal removal => new[] { removal.Rule, removal.Title, removal.Reason }.All(x => x is not null
                    && CleanText.Storable(x) == x),
                _ => true,
            };
            return isSound ? value : throw new FormatException($"Its {field} is nothing that can be stored.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new FormatException($"Its {field} is nothing that can be stored.", error);
        }
    }

    /// <summary>What tells it from others of its kind; those of ids and numbers stand in its order.</summary>
    public (string Key, bool IsOrdered) KeyOf(SiteValues values)
    {
        var parts = fields[..keys].Select(x => values[x.Property.Name]!).ToList();
        return (string.Join('\n', parts.Select(x => x is int number ? number.ToString("D10", CultureInfo.InvariantCulture)
            : Convert.ToString(x, CultureInfo.InvariantCulture))), parts.TrueForAll(x => x is int or Guid));
    }

    /// <summary>As a database makes one of a row: nothing of it is decided here, all of it was.</summary>
    public object Make(SiteValues values, int siteId)
    {
        var made = Activator.CreateInstance(entity, nonPublic: true)!;
        Put(made, "SiteId", siteId);
        foreach (var (_, property) in fields) property.PropertyInfo!.SetValue(made, values[property.Name]);
        return made;
    }

    /// <summary>What isn't told, because it follows from what is.</summary>
    public static void Put(object made, string name, object? value) => made.GetType().GetProperty(name)!.SetValue(made, value);
}
