using System.Globalization;
using Parley.Comments;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>A page here, with all that an export says of it.</summary>
internal sealed class ForeignPage(string address, string title, bool isClosed, int[] entries)
{
    private const int LongestTitle = 300;

    public string Address => address;

    /// <summary>As text: titles are HTML in every export, and those of Disqus once more than that.</summary>
    public string Title { get; } = Markup.Excerpt(PlainText.OfHtml(title), LongestTitle, TextFormat.Plain);
    public bool IsClosed => isClosed;
    public int[] Entries => entries;

    /// <summary>Something of it was stored by this run.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Its discussion here, once something of it is stored.</summary>
    public Guid? Discussion { get; set; }

    /// <summary>Transactions that stored something of it.</summary>
    public int Parts { get; set; }

    /// <summary>Who was named on it by this run; and whom each name was given to, by what it looks like.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, Guid> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>Who said something on it that others read, and when first.</summary>
    public Dictionary<string, (DateTimeOffset At, ForeignText Said)> Speakers { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages of an export by their addresses here, with the numbers of their comments in the order of the file.</summary>
    public static IEnumerable<ForeignPage> Of(ForeignFile file, Func<ForeignFile.Stored, bool> belongs)
    {
        var (pages, numbers) = (new List<List<ForeignThread>>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var pageOf = new int[file.Threads.Count];
        for (var i = 0; i < file.Threads.Count; i++)
        {
            var thread = file.Threads[i];
            if (thread is not { Hidden: null, Address: { } at }) continue;
            if (!numbers.TryGetValue(at, out pageOf[i]))
            {
                numbers[at] = pageOf[i] = pages.Count;
                pages.Add([]);
            }
            pages[pageOf[i]].Add(thread);
        }
        var ends = new int[pages.Count + 1];
        var mine = new List<int>(file.Count);
        for (var i = 0; i < file.Count; i++)
        {
            if (!belongs(file[i])) continue;
            mine.Add(i);
            ends[pageOf[file[i].Thread] + 1]++;
        }
        for (var i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        var (sorted, next) = (new int[mine.Count], ends[..^1]);
        foreach (var one in mine) sorted[next[pageOf[file[one].Thread]]++] = one;
        return Enumerable.Range(0, pages.Count).Where(i => ends[i + 1] > ends[i]).Select(i => new ForeignPage(
            pages[i][0].Address!, pages[i].Select(x => x.Title).FirstOrDefault(x => x.Length > 0) ?? "",
            pages[i].TrueForAll(x => x.IsClosed), sorted[ends[i]..ends[i + 1]]));
    }
}

/// <summary>A comment that is about to be stored.</summary>
internal sealed record ForeignItem(ForeignPage Page, ForeignTree Tree, int Node, ForeignFile.Stored Entry, ForeignText Said,
    WrittenText Text, string SourceId)
{
    /// <summary>After it nothing of its page comes.</summary>
    public bool IsLast { get; init; }

    /// <summary>Under which it was written; null for none.</summary>
    public ForeignName? Name { get; init; }

    /// <summary>By what its copies would be known, had one of them been kept in its stead by an export before.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];

    /// <summary>Only its place stands: somebody answers it, and it doesn't speak itself.</summary>
    public bool IsPlaceHolder => !ForeignTree.Speaks(Entry.State);

    public DateTimeOffset At => new(Entry.WrittenAt, TimeSpan.Zero);

    /// <summary>What it is known by when its export is read again: whose it is, its number, what tells two of one number apart.</summary>
    /// <remarks>By what the file says of this comment alone: what it is given from those around it is another in another export.</remarks>
    /// <param name="origin">Of the export, as a hash.</param>
    public static string SourceIdOf(string origin, string thread, ForeignText said, ForeignFile.Stored entry, bool isDerived)
    {
        var apart = ForeignFile.Hash(string.Create(CultureInfo.InvariantCulture, $"{thread}\n{said.Stated}")) & uint.MaxValue;
        var own = isDerived || said.Id.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"~{entry.Same:x16}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{origin}/{said.Id}#{apart:x8}{own}");
    }
}
