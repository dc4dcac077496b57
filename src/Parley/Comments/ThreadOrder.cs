using Parley.Web;

namespace Parley.Comments;

/// <summary>How the top level of a thread is sorted. Replies are always the oldest first, as a conversation is read.</summary>
public sealed class ThreadOrder
{
    public static readonly ThreadOrder Top = new("top", Words.Later("Most voted"),
        rows => rows.OrderByDescending(x => x.Score).ThenBy(x => x.CreatedAt).ThenBy(x => x.Id),
        (rows, last) => rows.Where(x => x.Score <= last.Score
            && (x.Score < last.Score || x.CreatedAt > last.At || (x.CreatedAt == last.At && x.Id.CompareTo(last.Id) > 0))));

    public static readonly ThreadOrder Newest = new("newest", Words.Later("Newest"),
        rows => rows.OrderByDescending(x => x.CreatedAt).ThenByDescending(x => x.Id),
        (rows, last) => rows.Where(x => x.CreatedAt <= last.At && (x.CreatedAt < last.At || x.Id.CompareTo(last.Id) < 0)));

    public static readonly ThreadOrder Oldest = new("oldest", Words.Later("Oldest"),
        rows => rows.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id),
        (rows, last) => rows.Where(x => x.CreatedAt >= last.At && (x.CreatedAt > last.At || x.Id.CompareTo(last.Id) > 0)));

    public static readonly IReadOnlyList<ThreadOrder> All = [Top, Newest, Oldest];

    private readonly Func<IQueryable<Comment>, IOrderedQueryable<Comment>> sort;
    private readonly Func<IQueryable<Comment>, Cursor, IQueryable<Comment>> beyond;

    private ThreadOrder(
        string name, string title, Func<IQueryable<Comment>, IOrderedQueryable<Comment>> sort,
        Func<IQueryable<Comment>, Cursor, IQueryable<Comment>> beyond) =>
        (Name, Title, this.sort, this.beyond) = (name, title, sort, beyond);

    /// <summary>As in <c>?sort=</c>.</summary>
    public string Name { get; }
    public string Title { get; }

    /// <summary>Null for a name that is none; the default where none is given.</summary>
    public static ThreadOrder? Find(string? name) => string.IsNullOrEmpty(name) ? Top : All.FirstOrDefault(order => order.Name == name);

    public IQueryable<Comment> After(IQueryable<Comment> topLevel, Cursor? last) => sort(last is null ? topLevel : beyond(topLevel, last));

    public Cursor CursorAt(Comment last, int seen) => new(Name, last.Score, last.CreatedAt, last.Id, seen);
}
