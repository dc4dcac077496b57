namespace Parley.Web;

/// <summary>Which marks of a text would make emphasis if no backslash stood before them.</summary>
internal sealed class EmphasisRuns
{
    private const string Marks = "*_~";

    private readonly HashSet<int> acting = [];

    public EmphasisRuns(string text, int start, int end)
    {
        Text = text;
        Start = start;
        var open = Marks.ToDictionary(mark => mark, _ => new Stack<Run>());
        for (var at = start; at < end; at++)
            if (Marks.Contains(text[at]))
            {
                var run = Run.At(text, at, end);
                at = run.End - 1;
                if (run.Start > start && text[run.Start - 1] == '\\'
                        && FolderPath.IsAround(text.AsSpan(start, end - start), run.Start - start))
                    continue;
                Pair(run, open[text[at]], WordEdges.Of(run.Before(text, start), text[at], run.Count, text.AsSpan(run.End, end - run.End)));
            }
    }

    public string Text { get; }

    public int Start { get; }

    public bool Acts(int position) => acting.Contains(position);

    private void Pair(Run run, Stack<Run> open, (bool CanOpen, bool CanClose) edges)
    {
        if (Text[run.Start] == '~' && run.Count < 2) return;
        var left = run.Count;
        while (edges.CanClose && left > 0 && open.TryPop(out var opener))
        {
            acting.UnionWith(opener.Positions);
            acting.UnionWith(run.Positions);
            if (opener.Count > left) open.Push(opener with { Count = opener.Count - left });
            left -= Math.Min(left, opener.Count);
        }
        if (edges.CanOpen && left > 0) open.Push(run with { Count = left });
    }

    /// <param name="End">Behind the last mark.</param>
    private sealed record Run(int Start, int End, int Count, IReadOnlyList<int> Positions)
    {
        public static Run At(string text, int at, int end)
        {
            var mark = text[at];
            var positions = new List<int>();
            for (var next = at; next < end; next++)
                if (text[next] == mark) positions.Add(next);
                else if (text[next] != '\\' || next + 1 == end || text[next + 1] != mark) break;
            return new(at, positions[^1] + 1, positions.Count, positions);
        }

        public ReadOnlySpan<char> Before(string text, int begin)
        {
            var before = text.AsSpan(begin, Start - begin);
            return before is [.., '\\'] ? before[..^1] : before;
        }
    }
}
