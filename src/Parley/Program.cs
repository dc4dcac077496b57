using Parley.Cards;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Embedding;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Pages;
using Parley.Readers;
using Parley.Search;
using Parley.Reputation;
using Parley.Sites;
using Parley.Votes;
using Parley.Web;
using Parley.Writing;

return await Commands.Run(args);

public static partial class Program
{
    /// <summary>The whole product: one line per slice for what it needs, one for what it answers.</summary>
    /// <param name="adapt">For tests: a clock of their own.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? adapt = null)
    {
        var builder = WebApplication.CreateSlimBuilder([WebSetup.Unwatched, .. args]);
        builder.AddWeb();
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddSites();
        builder.Services.AddReaders();
        builder.Services.AddReputation();
        builder.Services.AddConduct();
        builder.Services.AddDiscussions();
        builder.Services.AddComments().AddWriting();
        builder.Services.AddVotes();
        builder.Services.AddPages();
        builder.Services.AddSearch();
        builder.Services.AddCards();
        builder.Services.AddModeration();
        builder.Services.AddEmbedding();
        builder.Services.AddExchange();
        adapt?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWeb().UseTakenBack().UseRouting().UseEndedPasses().UseIds();
        app.MapWeb().MapHealth();
        app.MapReaders();
        app.MapDiscussions();
        app.MapComments().MapWriting();
        app.MapStanding();
        app.MapConduct();
        app.MapVotes();
        app.MapPages();
        app.MapSearch();
        app.MapCards();
        app.MapModeration();
        app.MapEmbedding();
        app.MapFormerLinks();
        return app;
    }
}
