using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261124223015_Start")]
    public partial class Start : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "sites",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", nullable: false),
                    KeyHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sites", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "articles",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    DatelinePlace = table.Column<string>(type: "TEXT", nullable: true),
                    DatelineTime = table.Column<string>(type: "TEXT", nullable: true),
                    Language = table.Column<string>(type: "TEXT", nullable: true),
                    Byline = table.Column<string>(type: "TEXT", nullable: true),
                    Summary = table.Column<string>(type: "TEXT", nullable: true),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Words = table.Column<string>(type: "TEXT", nullable: false),
                    CanonicalUrl = table.Column<string>(type: "TEXT", nullable: true),
                    Prompt = table.Column<string>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    SourceId = table.Column<string>(type: "TEXT", nullable: true),
                    PublishedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_articles", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_articles_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "readers",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    NameSkeleton = table.Column<string>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Email = table.Column<string>(type: "TEXT", nullable: true),
                    Rank = table.Column<string>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", nullable: true),
                    SourceId = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_readers", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_readers_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "site_texts",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Markdown = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_site_texts", x => new { x.SiteId, x.Kind, x.Version });
                    table.ForeignKey(
                        name: "FK_site_texts_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "standing_counts",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    CountedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_standing_counts", x => x.SiteId);
                    table.ForeignKey(
                        name: "FK_standing_counts_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "also_read",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: true),
                    Url = table.Column<string>(type: "TEXT", nullable: true),
                    AfterParagraph = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_also_read", x => new { x.SiteId, x.ArticleId, x.Position });
                    table.ForeignKey(
                        name: "FK_also_read_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "discussions",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Url = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    CommentCount = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClosedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    QuestionsAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    QuestionsUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ShutAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ShutUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SlowMinutes = table.Column<int>(type: "INTEGER", nullable: true),
                    SlowUntil = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_discussions", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_discussions_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_discussions_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "passages",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Exact = table.Column<string>(type: "TEXT", nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", nullable: false),
                    Suffix = table.Column<string>(type: "TEXT", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: true),
                    Fate = table.Column<string>(type: "TEXT", nullable: false),
                    RivalBefore = table.Column<int>(type: "INTEGER", nullable: false),
                    RivalAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    IsFirst = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsLast = table.Column<bool>(type: "INTEGER", nullable: false),
                    Question = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passages", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_passages_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "share_clicks",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Network = table.Column<string>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Person = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_share_clicks", x => new { x.SiteId, x.ArticleId, x.Network, x.Day, x.Person });
                    table.ForeignKey(
                        name: "FK_share_clicks_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "share_counts",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Network = table.Column<string>(type: "TEXT", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_share_counts", x => new { x.SiteId, x.ArticleId, x.Network });
                    table.ForeignKey(
                        name: "FK_share_counts_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "badges",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_badges", x => new { x.SiteId, x.ReaderId, x.Position });
                    table.ForeignKey(
                        name: "FK_badges_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "kept_answers",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    RequestHash = table.Column<long>(type: "INTEGER", nullable: false),
                    Answer = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_answers", x => new { x.SiteId, x.ReaderId, x.Key });
                    table.ForeignKey(
                        name: "FK_kept_answers_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ledger",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Deed = table.Column<string>(type: "TEXT", nullable: false),
                    ById = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Within = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger", x => new { x.SiteId, x.SubjectId, x.Deed, x.ById });
                    table.ForeignKey(
                        name: "FK_ledger_readers_SiteId_ById",
                        columns: x => new { x.SiteId, x.ById },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ledger_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "passes",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passes", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_passes_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "standings",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Days = table.Column<long>(type: "INTEGER", nullable: false),
                    Discussions = table.Column<long>(type: "INTEGER", nullable: false),
                    Answers = table.Column<long>(type: "INTEGER", nullable: false),
                    Recognised = table.Column<long>(type: "INTEGER", nullable: false),
                    Thanks = table.Column<long>(type: "INTEGER", nullable: false),
                    Decisions = table.Column<long>(type: "INTEGER", nullable: false),
                    Removals = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_standings", x => new { x.SiteId, x.ReaderId });
                    table.ForeignKey(
                        name: "FK_standings_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "discussion_addresses",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_discussion_addresses", x => new { x.SiteId, x.Address });
                    table.ForeignKey(
                        name: "FK_discussion_addresses_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "interventions",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    EditorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    BeganAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UntilAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LiftedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LiftedById = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_interventions", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_interventions_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "respondents",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_respondents", x => new { x.SiteId, x.DiscussionId, x.ReaderId });
                    table.ForeignKey(
                        name: "FK_respondents_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_respondents_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visits",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    BeforeAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_visits", x => new { x.SiteId, x.ReaderId, x.DiscussionId });
                    table.ForeignKey(
                        name: "FK_visits_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_visits_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "comments",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AuthorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PassageId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Depth = table.Column<int>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    RepliesEver = table.Column<int>(type: "INTEGER", nullable: false),
                    AnswersEver = table.Column<int>(type: "INTEGER", nullable: false),
                    ReplyCount = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Format = table.Column<string>(type: "TEXT", nullable: false),
                    Words = table.Column<string>(type: "TEXT", nullable: false),
                    TextHash = table.Column<long>(type: "INTEGER", nullable: false),
                    ImportedUp = table.Column<int>(type: "INTEGER", nullable: false),
                    ImportedDown = table.Column<int>(type: "INTEGER", nullable: false),
                    Up = table.Column<int>(type: "INTEGER", nullable: false),
                    Down = table.Column<int>(type: "INTEGER", nullable: false),
                    Score = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedVersion = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedVersion = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EditedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FeaturedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    PinnedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CutOff = table.Column<bool>(type: "INTEGER", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: true),
                    SourceId = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_comments", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_comments_comments_SiteId_ParentId",
                        columns: x => new { x.SiteId, x.ParentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_comments_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_comments_passages_SiteId_PassageId",
                        columns: x => new { x.SiteId, x.PassageId },
                        principalTable: "passages",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_comments_readers_SiteId_AuthorId",
                        columns: x => new { x.SiteId, x.AuthorId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "comment_revisions",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Format = table.Column<string>(type: "TEXT", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_comment_revisions", x => new { x.SiteId, x.CommentId, x.Number });
                    table.ForeignKey(
                        name: "FK_comment_revisions_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "votes",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReaderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Value = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_votes", x => new { x.SiteId, x.CommentId, x.ReaderId });
                    table.ForeignKey(
                        name: "FK_votes_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_votes_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_PublishedAt_Id",
                table: "articles",
                columns: new[] { "SiteId", "PublishedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_Slug",
                table: "articles",
                columns: new[] { "SiteId", "Slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_Source_SourceId",
                table: "articles",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_AuthorId_CreatedAt",
                table: "comments",
                columns: new[] { "SiteId", "AuthorId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ChangedVersion",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ChangedVersion" });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_FeaturedAt",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "FeaturedAt" },
                filter: "\"FeaturedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_CreatedAt_Id",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ParentId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_Score_CreatedAt_Id",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ParentId", "Score", "CreatedAt", "Id" },
                descending: new[] { false, false, false, true, false, false });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_PinnedAt",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "PinnedAt" },
                filter: "\"PinnedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_ParentId_Ordinal",
                table: "comments",
                columns: new[] { "SiteId", "ParentId", "Ordinal" },
                unique: true,
                filter: "\"ParentId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_PassageId",
                table: "comments",
                columns: new[] { "SiteId", "PassageId" },
                filter: "\"PassageId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_Source_SourceId",
                table: "comments",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_TextHash_CreatedAt",
                table: "comments",
                columns: new[] { "SiteId", "TextHash", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_discussion_addresses_SiteId_DiscussionId",
                table: "discussion_addresses",
                columns: new[] { "SiteId", "DiscussionId" });

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_ArticleId",
                table: "discussions",
                columns: new[] { "SiteId", "ArticleId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_ChangedAt",
                table: "discussions",
                columns: new[] { "SiteId", "ChangedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_interventions_SiteId_DiscussionId_Kind_BeganAt",
                table: "interventions",
                columns: new[] { "SiteId", "DiscussionId", "Kind", "BeganAt" });

            migrationBuilder.CreateIndex(
                name: "IX_kept_answers_SiteId_CreatedAt",
                table: "kept_answers",
                columns: new[] { "SiteId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_SiteId_ById",
                table: "ledger",
                columns: new[] { "SiteId", "ById" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_SiteId_ReaderId",
                table: "ledger",
                columns: new[] { "SiteId", "ReaderId" });

            migrationBuilder.CreateIndex(
                name: "IX_passages_SiteId_ArticleId_Start",
                table: "passages",
                columns: new[] { "SiteId", "ArticleId", "Start" });

            migrationBuilder.CreateIndex(
                name: "IX_passes_SiteId_ReaderId",
                table: "passes",
                columns: new[] { "SiteId", "ReaderId" });

            migrationBuilder.CreateIndex(
                name: "IX_passes_SiteId_TokenHash",
                table: "passes",
                columns: new[] { "SiteId", "TokenHash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Email",
                table: "readers",
                columns: new[] { "SiteId", "Email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_NameSkeleton",
                table: "readers",
                columns: new[] { "SiteId", "NameSkeleton" });

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Role",
                table: "readers",
                columns: new[] { "SiteId", "Role" });

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Source_SourceId",
                table: "readers",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_TokenHash",
                table: "readers",
                columns: new[] { "SiteId", "TokenHash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_respondents_SiteId_ReaderId",
                table: "respondents",
                columns: new[] { "SiteId", "ReaderId" });

            migrationBuilder.CreateIndex(
                name: "IX_sites_Name",
                table: "sites",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_visits_SiteId_DiscussionId",
                table: "visits",
                columns: new[] { "SiteId", "DiscussionId" });

            migrationBuilder.CreateIndex(
                name: "IX_votes_SiteId_ReaderId",
                table: "votes",
                columns: new[] { "SiteId", "ReaderId" });

            // Full-text search, kept in step by the database itself.
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE article_words USING fts5(article UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2');
                CREATE TRIGGER article_words_added AFTER INSERT ON articles BEGIN
                    INSERT INTO article_words (article, title, body) VALUES (new."Id", new."Title", new."Body");
                END;
                CREATE TRIGGER article_words_changed AFTER UPDATE OF "Title", "Body" ON articles BEGIN
                    UPDATE article_words SET title = new."Title", body = new."Body" WHERE article = new."Id";
                END;
                CREATE TRIGGER article_words_gone AFTER DELETE ON articles BEGIN
                    DELETE FROM article_words WHERE article = old."Id";
                END;
                """);

            // Search for readers: the words are prepared already (SearchWords), so spaces alone part them. A comment's
            // number is its millisecond and its place within it, so that the newest are found first without sorting.
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE article_search USING fts5(article UNINDEXED, words, detail = column, tokenize = 'ascii');
                CREATE TRIGGER article_search_added AFTER INSERT ON articles BEGIN
                    INSERT INTO article_search (article, words) VALUES (new."Id", new."Words");
                END;
                CREATE TRIGGER article_search_changed AFTER UPDATE OF "Words" ON articles BEGIN
                    UPDATE article_search SET words = new."Words" WHERE article = new."Id";
                END;
                CREATE TRIGGER article_search_gone AFTER DELETE ON articles BEGIN
                    DELETE FROM article_search WHERE article = old."Id";
                END;

                CREATE TABLE comment_numbers (number INTEGER PRIMARY KEY, comment TEXT NOT NULL UNIQUE);
                CREATE VIRTUAL TABLE comment_words USING fts5(words, content = '', contentless_delete = 1, detail = none, prefix = '4', tokenize = 'ascii');
                CREATE TRIGGER comment_words_added AFTER INSERT ON comments BEGIN
                    INSERT INTO comment_numbers (number, comment)
                        SELECT COALESCE(max(n.number) + 1, t.at), new."Id"
                        FROM (SELECT CAST(round(unixepoch(new."CreatedAt", 'subsec') * 1000) AS INTEGER) << 20 AS at) t
                        LEFT JOIN comment_numbers n ON n.number >= t.at AND n.number < t.at + (1 << 20);
                    INSERT INTO comment_words (rowid, words)
                        SELECT number, new."Words" || ' in' || lower(replace(new."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = new."Id";
                END;
                CREATE TRIGGER comment_words_changed AFTER UPDATE OF "Words" ON comments WHEN old."Words" <> new."Words" BEGIN
                    UPDATE comment_words SET words = new."Words" || ' in' || lower(replace(new."DiscussionId", '-', ''))
                        WHERE rowid = (SELECT number FROM comment_numbers WHERE comment = new."Id");
                END;
                CREATE TRIGGER comment_words_gone AFTER DELETE ON comments BEGIN
                    DELETE FROM comment_words WHERE rowid = (SELECT number FROM comment_numbers WHERE comment = old."Id");
                    DELETE FROM comment_numbers WHERE comment = old."Id";
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "also_read");

            migrationBuilder.DropTable(
                name: "badges");

            migrationBuilder.DropTable(
                name: "comment_revisions");

            migrationBuilder.DropTable(
                name: "discussion_addresses");

            migrationBuilder.DropTable(
                name: "interventions");

            migrationBuilder.DropTable(
                name: "kept_answers");

            migrationBuilder.DropTable(
                name: "ledger");

            migrationBuilder.DropTable(
                name: "passes");

            migrationBuilder.DropTable(
                name: "respondents");

            migrationBuilder.DropTable(
                name: "share_clicks");

            migrationBuilder.DropTable(
                name: "share_counts");

            migrationBuilder.DropTable(
                name: "site_texts");

            migrationBuilder.DropTable(
                name: "standing_counts");

            migrationBuilder.DropTable(
                name: "standings");

            migrationBuilder.DropTable(
                name: "visits");

            migrationBuilder.DropTable(
                name: "votes");

            migrationBuilder.DropTable(
                name: "comments");

            migrationBuilder.DropTable(
                name: "discussions");

            migrationBuilder.DropTable(
                name: "passages");

            migrationBuilder.DropTable(
                name: "readers");

            migrationBuilder.DropTable(
                name: "articles");

            migrationBuilder.DropTable(
                name: "sites");
        }
    }
}
