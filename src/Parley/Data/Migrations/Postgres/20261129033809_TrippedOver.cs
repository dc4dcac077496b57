using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129033809_TrippedOver")]
    public partial class TrippedOver : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "DemoAt",
                table: "sites",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NameKeptAt",
                table: "readers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "HiddenAt",
                table: "discussions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EditedVersion",
                table: "comments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "KeepsDiscussion",
                table: "articles",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Picture",
                table: "articles",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PictureAlt",
                table: "articles",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PictureCaption",
                table: "articles",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RecalledAt",
                table: "articles",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UnpublishedAt",
                table: "articles",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "announced_addresses",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Address = table.Column<string>(type: "text", nullable: false),
                    AnnouncedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_announced_addresses", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_announced_addresses_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "article_texts",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    ArticleId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Markdown = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_article_texts", x => new { x.SiteId, x.ArticleId, x.Kind });
                    table.ForeignKey(
                        name: "FK_article_texts_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pictures",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<string>(type: "text", nullable: false),
                    Width = table.Column<int>(type: "integer", nullable: false),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pictures", x => new { x.SiteId, x.Id, x.Width });
                    table.ForeignKey(
                        name: "FK_pictures_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "speakers",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    ReaderId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_speakers", x => new { x.SiteId, x.DiscussionId, x.Name });
                    table.ForeignKey(
                        name: "FK_speakers_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_speakers_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_RecalledAt",
                table: "articles",
                columns: new[] { "SiteId", "RecalledAt" },
                filter: "\"RecalledAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_UnpublishedAt",
                table: "articles",
                columns: new[] { "SiteId", "UnpublishedAt" },
                filter: "\"UnpublishedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_announced_addresses_SiteId_AnnouncedAt",
                table: "announced_addresses",
                columns: new[] { "SiteId", "AnnouncedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_speakers_SiteId_ReaderId",
                table: "speakers",
                columns: new[] { "SiteId", "ReaderId" });

            // Whoever has spoken keeps their name where they spoke, the first of those who look alike.
            migrationBuilder.Sql("""
                INSERT INTO speakers ("SiteId", "DiscussionId", "Name", "ReaderId")
                SELECT c."SiteId", c."DiscussionId", CASE WHEN r."NameSkeleton" = '' THEN r."Name" ELSE r."NameSkeleton" END, c."AuthorId"
                FROM comments c JOIN readers r ON r."SiteId" = c."SiteId" AND r."Id" = c."AuthorId"
                WHERE r."Name" <> '' ORDER BY c."CreatedAt", c."Id"
                ON CONFLICT DO NOTHING
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "announced_addresses");

            migrationBuilder.DropTable(
                name: "article_texts");

            migrationBuilder.DropTable(
                name: "pictures");

            migrationBuilder.DropTable(
                name: "speakers");

            migrationBuilder.DropIndex(
                name: "IX_articles_SiteId_RecalledAt",
                table: "articles");

            migrationBuilder.DropIndex(
                name: "IX_articles_SiteId_UnpublishedAt",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "DemoAt",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "NameKeptAt",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "HiddenAt",
                table: "discussions");

            migrationBuilder.DropColumn(
                name: "EditedVersion",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "KeepsDiscussion",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "Picture",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "PictureAlt",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "PictureCaption",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "RecalledAt",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "UnpublishedAt",
                table: "articles");
        }
    }
}
