using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Web;

namespace Parley.Pages;

/// <summary>A page of a discussion with all that stands around it, the same below an article and in a frame.</summary>
public sealed class ThreadViews(Database db, Threads threads, Surroundings around, FormStamp stamps)
{
    /// <param name="version">Of the discussion as it was read; 0 where it has not begun.</param>
    public async Task<(ThreadView View, ThreadPage Page)> Of(
        Discussion discussion, long version, Place place, ThreadOrder order, Cursor? cursor, DateTimeOffset now)
    {
        await around.LookAround(discussion);
        var page = await threads.Page(discussion, order, cursor, Threads.PerPage, CancellationToken.None, pinnedApart: true);
        var interventions = await around.Interventions(discussion, now);
        foreach (var intervention in interventions) place.Times.Until(intervention.UntilAt);
        var form = new FormView(place.Path + "/comments", stamps.Make(null)) { Submit = place.Box.Submit, Box = place.Box };
        var view = new ThreadView(discussion.Id, version, discussion.CommentCount, order, cursor?.Seen ?? 0, page.Comments, page.Next, form)
        {
            Answering = await db.AnsweringIn(discussion, now, CancellationToken.None), Interventions = interventions,
            Pinned = cursor is null ? await around.Pinned(discussion) : [],
            Featured = await around.Featured(discussion),
        };
        return (view, page);
    }
}
