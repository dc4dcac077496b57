namespace Parley.Exchange;

/// <summary>What became of the comments of an import so far, by reasons.</summary>
internal sealed class ForeignCount
{
    public int Orphans { get; set; }
    public int Cycles { get; set; }
    public int PlaceHolders { get; set; }
    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
}

/// <summary>
/// The comments of one page here, whatever pages there they came from, in an order in which each comes after the one that it answers.
/// </summary>
internal sealed class ForeignTree
{
    private const int None = -1;

    private readonly ForeignFile file;
    private readonly int[] entries;
    private readonly int[] survivor;
    private readonly bool[] isDerived;
    private readonly Dictionary<int, List<int>> copies = [];
    private readonly int[] firstChild, lastChild, nextSibling;

    public ForeignTree(ForeignFile file, int[] entries, ForeignCount count)
    {
        (this.file, this.entries) = (file, entries);
        survivor = [.. Enumerable.Range(0, entries.Length)];
        isDerived = new bool[entries.Length];
        Parents = new int[entries.Length];
        (firstChild, lastChild, nextSibling) = (new int[entries.Length], new int[entries.Length], new int[entries.Length]);
        var (inThread, anywhere) = Numbered(count);
        for (var i = 0; i < survivor.Length; i++)
        {
            if (survivor[i] == i) continue;
            if (!copies.TryGetValue(Living(i), out var those)) copies[Living(i)] = those = [];
            those.Add(i);
        }
        FindParents(inThread, anywhere, count);
        BreakCycles(count);
        Order = Ordered(count);
        Ids = new Guid[entries.Length];
    }

    /// <summary>Index of the one that each answers; −1 for none.</summary>
    public int[] Parents { get; }

    /// <summary>Whose turn it is after whom; what isn't in it has no place here.</summary>
    public List<int> Order { get; private set; }

    /// <summary>What each is here, once it is stored.</summary>
    public Guid[] Ids { get; }

    public int EntryOf(int node) => entries[node];

    /// <summary>Those that are the same comment, of which this one is kept.</summary>
    public IEnumerable<int> CopiesOf(int node) => copies.GetValueOrDefault(node) ?? [];

    /// <summary>Its number is that of another comment on its page, too.</summary>
    public bool IsDerived(int node) => isDerived[node];

    public static bool Speaks(ForeignState state) => state is ForeignState.Shown or ForeignState.Pending;

    // A number is a comment's on its own page there; elsewhere it may be another's. Two that say the same are one: the living is kept.
    private (Dictionary<(int, ulong), int>, Dictionary<ulong, int>) Numbered(ForeignCount count)
    {
        var (inThread, anywhere) = (new Dictionary<(int, ulong), int>(), new Dictionary<ulong, int>());
        var same = new Dictionary<ulong, int>();
        var isOnePage = entries.Select(entry => file[entry].Thread).Distinct().Take(2).Count() < 2;
        for (var i = 0; i < entries.Length; i++)
        {
            var one = file[entries[i]];
            var known = one.Id != 0 && inThread.TryGetValue((one.Thread, one.Id), out var numbered) ? numbered : None;
            if (known != None && file[entries[known]].Same == one.Same) Merge(i, known, count);
            // Without a time there is too little by which to know one again elsewhere.
            else if (!isOnePage && one.IsDated && same.TryGetValue(one.Same, out var twin) && file[entries[twin]].Thread != one.Thread)
                Merge(i, twin, count);
            else isDerived[i] = known != None;
            same.TryAdd(one.Same, i);
            if (one.Id == 0) continue;
            inThread.TryAdd((one.Thread, one.Id), i);
            anywhere.TryAdd(one.Id, i);
        }
        return (inThread, anywhere);
    }

    private void Merge(int one, int other, ForeignCount count)
    {
        other = Living(other);
        var (kept, gone) = Worth(one) > Worth(other) ? (one, other) : (other, one);
        survivor[gone] = kept;
        count.Skip("duplicate");
    }

    private int Worth(int node) => file[entries[node]].State switch { ForeignState.Shown => 2, ForeignState.Pending => 1, _ => 0 };

    private int Living(int node)
    {
        while (survivor[node] != node) node = survivor[node];
        return node;
    }

    private void FindParents(Dictionary<(int, ulong), int> inThread, Dictionary<ulong, int> anywhere, ForeignCount count)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            Parents[i] = None;
            if (survivor[i] != i || file[entries[i]] is not { Parent: not 0 } one) continue;
            if (!inThread.TryGetValue((one.Thread, one.Parent), out var above) && !anywhere.TryGetValue(one.Parent, out above)) above = i;
            above = Living(above);
            if (above != i) Parents[i] = above;
            else if (Speaks(one.State)) count.Orphans++;
        }
    }

    // Whoever answers somebody who answers them: the oldest of them began.
    private void BreakCycles(ForeignCount count)
    {
        var seen = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = i;
            while (at != None && seen[at] == 0) (seen[at], at) = (i + 1, Parents[at]);
            if (at == None || seen[at] != i + 1) continue;
            var oldest = at;
            for (var round = Parents[at]; round != at; round = Parents[round])
                if (file[entries[round]].WrittenAt < file[entries[oldest]].WrittenAt) oldest = round;
            Parents[oldest] = None;
            count.Cycles++;
        }
    }

    // By their time below each, and nothing that has no place: neither said anything that stands, nor was answered by anything that does.
    private List<int> Ordered(ForeignCount count)
    {
        Array.Fill(firstChild, None);
        Array.Fill(nextSibling, None);
        var byTime = Enumerable.Range(0, entries.Length).Where(i => survivor[i] == i).OrderBy(i => file[entries[i]].WrittenAt).ToList();
        int firstTop = None, lastTop = None;
        foreach (var i in byTime)
        {
            if (Parents[i] is not None and var above)
            {
                if (firstChild[above] == None) firstChild[above] = i;
                else nextSibling[lastChild[above]] = i;
                lastChild[above] = i;
                continue;
            }
            if (firstTop == None) firstTop = i;
            else nextSibling[lastTop] = i;
            lastTop = i;
        }
        var all = new List<int>(byTime.Count);
        var waiting = new Stack<int>();
        if (firstTop != None) waiting.Push(firstTop);
        while (waiting.TryPop(out var at))
        {
            all.Add(at);
            if (nextSibling[at] is not None and var next) waiting.Push(next);
            if (firstChild[at] is not None and var child) waiting.Push(child);
        }
        var stays = new bool[entries.Length];
        for (var i = all.Count - 1; i >= 0; i--)
        {
            stays[all[i]] |= Speaks(file[entries[all[i]]].State);
            if (stays[all[i]] && Parents[all[i]] is not None and var above) stays[above] = true;
        }
        foreach (var gone in all.Where(i => !stays[i])) count.Skip(ReasonOf(file[entries[gone]].State));
        all.RemoveAll(i => !stays[i]);
        return all;
    }

    private static string ReasonOf(ForeignState state) => state switch
    {
        ForeignState.Spam => "spam",
        ForeignState.Ping => "pingback",
        ForeignState.Private => "not for readers",
        ForeignState.Rejected => "rejected there",
        ForeignState.Empty => "empty",
        _ => "deleted",
    };
}
