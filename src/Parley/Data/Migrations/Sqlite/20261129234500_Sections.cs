using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129234500_Sections")]
    public partial class Sections : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Section",
                table: "articles",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_FeaturedAt",
                table: "comments",
                columns: new[] { "SiteId", "FeaturedAt" },
                filter: "\"FeaturedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_Section_PublishedAt_Id",
                table: "articles",
                columns: new[] { "SiteId", "Section", "PublishedAt", "Id" },
                filter: "\"Section\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_FeaturedAt",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_articles_SiteId_Section_PublishedAt_Id",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "Section",
                table: "articles");
        }
    }
}
