using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129001316_Quiet")]
    public partial class Quiet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_Email",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_Source_SourceId",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_Source_SourceId",
                table: "comments");

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Email",
                table: "readers",
                columns: new[] { "SiteId", "Email" },
                unique: true,
                filter: "\"Email\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Source_SourceId",
                table: "readers",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true,
                filter: "\"Source\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passes_SiteId_ExpiresAt",
                table: "passes",
                columns: new[] { "SiteId", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_CreatedAt_Id",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_Source_SourceId",
                table: "comments",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true,
                filter: "\"Source\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_Email",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_Source_SourceId",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_passes_SiteId_ExpiresAt",
                table: "passes");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_CreatedAt_Id",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_Source_SourceId",
                table: "comments");

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Email",
                table: "readers",
                columns: new[] { "SiteId", "Email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_Source_SourceId",
                table: "readers",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_Source_SourceId",
                table: "comments",
                columns: new[] { "SiteId", "Source", "SourceId" },
                unique: true);
        }
    }
}
