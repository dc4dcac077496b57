using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261130175516_FewerIndexed")]
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
