namespace Parley.Exchange;

/// <summary>
/// Whom a reply answers, when the page gives only a name. The plug-in prints a thread depth first and each set of
/// replies oldest first, so the parent is on the path from the thread's first comment to the one just above; of several
/// by that name the lowest is meant whose time, and whose last reply's time, is not after this one's.
/// </summary>
internal sealed class CaptureParents
{
    // Deeper than any page nests; it bounds the work that a hostile capture can ask for.
    private const int MostTries = 64;

    private readonly List<Said> path = [];
    private readonly Dictionary<string, Stack<int>> onPath = [];
    private readonly Dictionary<string, List<Said>> everyone = [];

    private readonly record struct Said(int Id, string Name, DateTime? At);

    /// <summary>
    /// The id that came with the parent, or null. A comment that could not be read has no time, but may be answered.
    /// </summary>
    public int? Place(int id, string name, DateTime? at, string? replyTo)
    {
        var parent = replyTo is null ? null : Find(replyTo, at ?? DateTime.MaxValue);
        if (replyTo is null && at is not null)
            CutPath(0);
        else if (parent is not null)
            CutPath(parent.Value.Depth + 1);
        Push(new(id, name, at));
        return parent?.Who.Id;
    }

    private (Said Who, int Depth)? Find(string name, DateTime at)
    {
        if (!everyone.TryGetValue(name, out var said))
            return null;
        var depths = onPath.GetValueOrDefault(name)?.Take(MostTries).ToList() ?? [];
        var lowest = depths.FindIndex(depth => IsBefore(path[depth], at) && LastReplyIsBefore(depth, at));
        if (lowest < 0)
            lowest = depths.FindIndex(depth => IsBefore(path[depth], at));
        if (lowest >= 0)
            return (path[depths[lowest]], depths[lowest]);
        for (var i = said.Count - 1; i >= Math.Max(0, said.Count - MostTries); i--)
            if (IsBefore(said[i], at))
                return (said[i], -1);
        return null;
    }

    private bool LastReplyIsBefore(int depth, DateTime at) => depth + 1 == path.Count || IsBefore(path[depth + 1], at);

    private static bool IsBefore(Said who, DateTime at) => who.At is null || who.At <= at;

    private void CutPath(int depth)
    {
        for (; path.Count > depth; path.RemoveAt(path.Count - 1))
            onPath[path[^1].Name].Pop();
    }

    private void Push(Said who)
    {
        if (!onPath.TryGetValue(who.Name, out var depths))
            onPath[who.Name] = depths = [];
        depths.Push(path.Count);
        path.Add(who);
        if (!everyone.TryGetValue(who.Name, out var said))
            everyone[who.Name] = said = [];
        // What is beyond the tries is not kept.
        if (said.Count == 2 * MostTries)
            said.RemoveRange(0, MostTries);
        said.Add(who);
    }
}
