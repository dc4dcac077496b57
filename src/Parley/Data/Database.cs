using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Discussions;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Votes;
using Parley.Web;
using Parley.Webhooks;
using Parley.Writing;

namespace Parley.Data;

/// <summary>All tables. The two dialects differ in their migrations, in how writes take turns, and in full-text search.</summary>
public abstract class Database(DbContextOptions options) : DbContext(options)
{
    public DbSet<Site> Sites => Set<Site>();
    public DbSet<SiteText> SiteTexts => Set<SiteText>();
    public DbSet<SiteOrigin> SiteOrigins => Set<SiteOrigin>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<Reader> Readers => Set<Reader>();
    public DbSet<ReaderCount> ReaderCounts => Set<ReaderCount>();
    public DbSet<Pass> Passes => Set<Pass>();
    public DbSet<PublisherKey> PublisherKeys => Set<PublisherKey>();
    public DbSet<SpentToken> SpentTokens => Set<SpentToken>();
    public DbSet<Badge> Badges => Set<Badge>();
    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();
    public DbSet<Standing> Standings => Set<Standing>();
    public DbSet<StandingCount> StandingCounts => Set<StandingCount>();
    public DbSet<Article> Articles => Set<Article>();
    public DbSet<AlsoRead> AlsoRead => Set<AlsoRead>();
    public DbSet<ArticleText> ArticleTexts => Set<ArticleText>();
    public DbSet<Picture> Pictures => Set<Picture>();
    public DbSet<Passage> Passages => Set<Passage>();
    public DbSet<ShareCount> ShareCounts => Set<ShareCount>();
    public DbSet<ShareClick> ShareClicks => Set<ShareClick>();
    public DbSet<Intervention> Interventions => Set<Intervention>();
    public DbSet<Discussion> Discussions => Set<Discussion>();
    public DbSet<DiscussionAddress> DiscussionAddresses => Set<DiscussionAddress>();
    public DbSet<AnnouncedAddress> AnnouncedAddresses => Set<AnnouncedAddress>();
    public DbSet<Speaker> Speakers => Set<Speaker>();
    public DbSet<AddressMove> AddressMoves => Set<AddressMove>();
    public DbSet<MovedComment> MovedComments => Set<MovedComment>();
    public DbSet<Respondent> Respondents => Set<Respondent>();
    public DbSet<Comment> Comments => Set<Comment>();
    public DbSet<CommentRevision> CommentRevisions => Set<CommentRevision>();
    public DbSet<RestingComment> RestingComments => Set<RestingComment>();
    public DbSet<KeptAnswer> KeptAnswers => Set<KeptAnswer>();
    public DbSet<Wave> Waves => Set<Wave>();
    public DbSet<WaveComment> WaveComments => Set<WaveComment>();
    public DbSet<SpamModelRow> SpamModels => Set<SpamModelRow>();
    public DbSet<Visit> Visits => Set<Visit>();
    public DbSet<Vote> Votes => Set<Vote>();
    public DbSet<LogHead> LogHeads => Set<LogHead>();
    public DbSet<LogEntry> LogEntries => Set<LogEntry>();
    public DbSet<LogSalt> LogSalts => Set<LogSalt>();
    public DbSet<LogTile> LogTiles => Set<LogTile>();
    public DbSet<LogCheckpoint> LogCheckpoints => Set<LogCheckpoint>();
    public DbSet<AuditCount> AuditCounts => Set<AuditCount>();
    public DbSet<CoachCount> CoachCounts => Set<CoachCount>();
    public DbSet<InsightDay> InsightDays => Set<InsightDay>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<SecondLook> SecondLooks => Set<SecondLook>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<Case> Cases => Set<Case>();
    public DbSet<Import> Imports => Set<Import>();

    /// <summary>Begins a transaction that may write. Dispose without <see cref="WriteTransaction.Commit"/> to undo.</summary>
    public abstract Task<WriteTransaction> BeginWrite(CancellationToken ct);

    /// <summary>Keeps its connection until what is returned is disposed, ready for many writes one after another.</summary>
    public virtual async Task<IAsyncDisposable> ExpectMuch(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct);
        return new Kept(Database);
    }

    // A pooled context would take the open connection along, and nobody else could have it.
    private sealed class Kept(DatabaseFacade database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await database.CloseConnectionAsync();
    }

    /// <summary>Until it is disposed, all that is read is of one moment; writers aren't kept waiting.</summary>
    public abstract Task<IAsyncDisposable> BeginRead(CancellationToken ct);

    /// <summary>Inside a write: whoever is about to make a row of this id waits until the one before has committed.</summary>
    public abstract Task TakeTurn(Guid id, CancellationToken ct);

    /// <summary>The same of many, which are asked for at once.</summary>
    public virtual Task TakeTurns(IEnumerable<Guid> ids, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// As <see cref="TakeTurn"/>, but any number share it: only who takes the turn alone waits for them, and they for that one.
    /// </summary>
    public abstract Task ShareTurn(Guid id, CancellationToken ct);

    /// <summary>
    /// For as long as a command works, through all its transactions: nobody else's is at work on the site. The system gives it back
    /// whatever becomes of its holder.
    /// </summary>
    /// <returns>To be disposed of at the end; null where somebody else has it.</returns>
    public abstract Task<IAsyncDisposable?> TryAlone(int siteId, CancellationToken ct);

    /// <summary>Whether a server may wait for a turn that a command in another process takes over and over.</summary>
    public virtual bool IsServed => false;

    /// <summary>
    /// Called before an import is taken back: where it is most of what can be searched, its comments aren't found from here on, so that
    /// the index isn't looked through again for each word of each of them.
    /// </summary>
    /// <param name="comments">How many it has.</param>
    public virtual Task ForgetWords(int siteId, int import, int comments, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// Deletes all comments of all sites in one transaction, where the database can do that more quickly than one by one and nothing names
    /// any of them.
    /// </summary>
    /// <param name="along">What else is changed in the same transaction; false: nothing is changed at all.</param>
    /// <returns>Whether they are gone.</returns>
    public virtual Task<bool> TryEmptyComments(Func<Task<bool>> along, CancellationToken ct) => Task.FromResult(false);

    /// <summary>
    /// Called between the transactions of a command that stores or deletes much: whoever chooses roads by what it knows of tables looks at
    /// those that grow.
    /// </summary>
    public virtual Task LookAnew(CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// Every change of a discussion with a smaller <see cref="Discussion.Sequence"/> has been committed, or never will be.
    /// </summary>
    public abstract Task<long> Horizon(int siteId, CancellationToken ct);

    /// <summary>Saves what is tracked as one write, on disk when it returns.</summary>
    public async Task SaveTogether(CancellationToken ct)
    {
        await using var writing = await BeginWrite(ct);
        await SaveChangesAsync(ct);
        await writing.Commit(ct);
    }

    /// <summary>Ids of articles whose words resemble these, the nearest first.</summary>
    public abstract IQueryable<Guid> ArticlesLike(int siteId, IReadOnlyList<string> words);

    /// <summary>Ids of comments in which all these words stand, the newest first.</summary>
    /// <param name="discussion">Only there; null for the whole site.</param>
    /// <param name="after">Where the page before ended.</param>
    public abstract IQueryable<Guid> CommentsWith(int siteId, Guid? discussion, IReadOnlyList<SoughtWord> words, Cursor? after, int count);

    /// <summary>Ids of articles in which all these words stand.</summary>
    public abstract IQueryable<Guid> ArticlesWith(int siteId, IReadOnlyList<SoughtWord> words);

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.MapSites();
        model.MapSiteOrigins();
        model.MapWebhooks();
        model.MapReaders();
        model.MapPasses();
        model.MapPublisherKeys();
        model.MapBadges();
        model.MapLedger();
        model.MapStandings();
        model.MapArticles();
        model.MapPictures();
        model.MapArticleTexts();
        model.MapDiscussions();
        model.MapAddressMoves();
        model.MapInterventions();
        model.MapRespondents();
        model.MapAnnouncements();
        model.MapSpeakers();
        model.MapComments();
        model.MapKeptAnswers();
        model.MapWaves();
        model.MapSpamModels();
        model.MapRestingComments();
        model.MapVisits();
        model.MapVotes();
        model.MapModeration();
        model.MapLog();
        model.MapAudit();
        model.MapCoachCounts();
        model.MapReaderCounts();
        model.MapInsightDays();
        model.MapImports();
        // Nothing disappears because something else does: whoever deletes a row says what becomes of those that name it.
        foreach (var key in model.Model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys()))
            key.DeleteBehavior = DeleteBehavior.Restrict;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcTime>();
        conventions.Properties<Enum>().HaveConversion<string>();
    }

    /// <summary>SQLite can neither sort nor compare a DateTimeOffset; PostgreSQL wants UTC. Both take a UTC DateTime.</summary>
    private sealed class UtcTime() : ValueConverter<DateTimeOffset, DateTime>(
        time => time.UtcDateTime, time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
}

/// <summary>A transaction that writes, and the turn it holds.</summary>
public sealed class WriteTransaction(Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, IDisposable? turn = null)
    : IAsyncDisposable
{
    /// <summary>When its turn had come: <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</summary>
    public long Begun { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Returns when the change is on disk.</summary>
    public Task Commit(CancellationToken ct) => transaction.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        turn?.Dispose();
    }
}
