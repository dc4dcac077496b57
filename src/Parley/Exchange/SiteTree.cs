using Parley.Comments;

namespace Parley.Exchange;

/// <summary>
/// Which comments of a site's export answer which, without their words. What an answer names may stand behind it in the file, and needn't
/// be there at all: what has no place among the others is left out, with all that answers it.
/// </summary>
internal sealed class SiteTree
{
    /// <param name="At">Where its line lies.</param>
    public readonly record struct Node(
        Guid Id, Guid? Parent, Guid Discussion, int Depth, int Ordinal, bool IsWithdrawn, bool IsPublished, bool IsHeld, long At, int Line);

    /// <summary>What is counted below a comment and of it.</summary>
    public struct Counted
    {
        public bool IsThere;
        public int Shown, Replies, Answers, Up, Down;
    }

    private readonly List<Node> nodes = [];
    private readonly Dictionary<Guid, int> known = [];
    private Counted[] counted = [];

    public void Add(Node node)
    {
        known[node.Id] = nodes.Count;
        nodes.Add(node);
    }

    /// <summary>Those that have a place, each behind what it answers.</summary>
    public IReadOnlyList<int> Order { get; private set; } = [];

    public Node this[int index] => nodes[index];

    public ref Counted Of(int index) => ref counted[index];

    /// <summary>Null where it isn't in the file, or has no place.</summary>
    public int? Find(Guid id) => known.TryGetValue(id, out var index) && (counted.Length == 0 || counted[index].IsThere) ? index : null;

    /// <summary>Called after the last of them.</summary>
    /// <param name="reject">Which, and why.</param>
    public void Settle(Action<Node, string> reject)
    {
        counted = new Counted[nodes.Count];
        var order = new List<int>(nodes.Count);
        var places = new HashSet<(int Parent, int Ordinal)>();
        // One that is deeper than what it answers is never a part of a circle.
        foreach (var i in Enumerable.Range(0, nodes.Count).OrderBy(i => nodes[i].Depth))
        {
            if (Wrong(i, places) is { } reason)
            {
                reject(nodes[i], reason);
                continue;
            }
            counted[i].IsThere = true;
            order.Add(i);
        }
        Order = order;
        Count();
    }

    /// <summary>Called after <see cref="Settle"/>: these have no place after all, nor has what answers them.</summary>
    public void Lose(HashSet<Guid> lost, string why, Action<Node, string> reject)
    {
        var order = new List<int>(Order.Count);
        foreach (var i in Order)
        {
            var node = nodes[i];
            var reason = lost.Contains(node.Id) ? why : node.Parent is { } id && !counted[known[id]].IsThere ? Unread(id) : null;
            if (reason is null) order.Add(i);
            else
            {
                counted[i].IsThere = false;
                reject(node, reason);
            }
        }
        Order = order;
        Count();
    }

    private void Count()
    {
        foreach (var i in Order) (counted[i].Shown, counted[i].Replies, counted[i].Answers) = (0, 0, 0);
        for (var i = Order.Count - 1; i >= 0; i--)
        {
            var node = nodes[Order[i]];
            if (node.Parent is not { } parent) continue;
            ref var above = ref counted[known[parent]];
            if (!node.IsWithdrawn || counted[Order[i]].Shown > 0) above.Shown++;
            if (node.Ordinal > 0) above.Replies = Math.Max(above.Replies, node.Ordinal);
            else above.Answers = Math.Max(above.Answers, node.Ordinal - Comment.FirstAnswer + 1);
        }
    }

    private static string Unread(Guid id) => $"What it answers could not be read: {id}.";

    private string? Wrong(int index, HashSet<(int Parent, int Ordinal)> places)
    {
        var node = nodes[index];
        if (node.Parent is not { } id)
            return node is { Depth: 0, Ordinal: 0 } ? null : "It answers nothing, and has the place of an answer.";
        if (!known.TryGetValue(id, out var parent)) return $"What it answers is not in the file: {id}.";
        var above = nodes[parent];
        if (above.Depth != node.Depth - 1) return "It doesn't stand one deeper than what it answers.";
        if (!counted[parent].IsThere) return Unread(id);
        if (above.Discussion != node.Discussion) return "What it answers is in another discussion.";
        if (node.Ordinal is 0 or < Comment.FirstAnswer) return "It has no place among the answers.";
        return places.Add((parent, node.Ordinal)) ? null : "Another answer has its place.";
    }
}
