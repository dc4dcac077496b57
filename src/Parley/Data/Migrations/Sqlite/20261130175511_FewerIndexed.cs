using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261130175511_FewerIndexed")]
    public partial class FewerIndexed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Replies have one order and need no place among those of the top level, and words that nobody compares none at all.
            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_CreatedAt_Id",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_Score_CreatedAt_Id",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_TextHash_CreatedAt",
                table: "comments");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_CreatedAt_Id",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ParentId", "CreatedAt", "Id" },
                filter: "\"ParentId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_Score_CreatedAt_Id",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ParentId", "Score", "CreatedAt", "Id" },
                descending: new[] { false, false, false, true, false, false },
                filter: "\"ParentId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_TextHash_CreatedAt",
                table: "comments",
                columns: new[] { "SiteId", "TextHash", "CreatedAt" },
                filter: "\"TextHash\" <> 0");

            // Of many comments at once the words are gathered in memory before they are written (by itself FTS5 writes each megabyte), and
            // eight parts of the index become one instead of four: much of what an import cost was parts being read and written again.
            migrationBuilder.Sql("""
                INSERT INTO comment_words (comment_words, rank) VALUES ('hashsize', 16777216);
                INSERT INTO comment_words (comment_words, rank) VALUES ('automerge', 8);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                INSERT INTO comment_words (comment_words, rank) VALUES ('hashsize', 1048576);
                INSERT INTO comment_words (comment_words, rank) VALUES ('automerge', 4);
                """);

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_CreatedAt_Id",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_ParentId_Score_CreatedAt_Id",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_TextHash_CreatedAt",
                table: "comments");

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
                name: "IX_comments_SiteId_TextHash_CreatedAt",
                table: "comments",
                columns: new[] { "SiteId", "TextHash", "CreatedAt" });
        }
    }
}
