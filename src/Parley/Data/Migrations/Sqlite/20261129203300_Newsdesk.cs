using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129203300_Newsdesk")]
    public partial class Newsdesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_passages_SiteId_CreatedAt",
                table: "passages",
                columns: new[] { "SiteId", "CreatedAt" },
                filter: "\"Question\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interventions_SiteId_BeganAt",
                table: "interventions",
                columns: new[] { "SiteId", "BeganAt" },
                filter: "\"LiftedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interventions_SiteId_EditorId_BeganAt",
                table: "interventions",
                columns: new[] { "SiteId", "EditorId", "BeganAt" });

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_QuestionsAt",
                table: "discussions",
                columns: new[] { "SiteId", "QuestionsAt" },
                filter: "\"QuestionsAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_passages_SiteId_CreatedAt",
                table: "passages");

            migrationBuilder.DropIndex(
                name: "IX_interventions_SiteId_BeganAt",
                table: "interventions");

            migrationBuilder.DropIndex(
                name: "IX_interventions_SiteId_EditorId_BeganAt",
                table: "interventions");

            migrationBuilder.DropIndex(
                name: "IX_discussions_SiteId_QuestionsAt",
                table: "discussions");
        }
    }
}
