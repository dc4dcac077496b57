using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129122500_SeenAs")]
    public partial class SeenAs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SeenAs",
                table: "cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_notices_named",
                table: "notices",
                columns: new[] { "SiteId", "AnsweredAt" },
                filter: "\"Email\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_AnsweredAt",
                table: "notices",
                columns: new[] { "SiteId", "AnsweredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_CreatedAt",
                table: "notices",
                columns: new[] { "SiteId", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notices_named",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "IX_notices_SiteId_AnsweredAt",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "IX_notices_SiteId_CreatedAt",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "SeenAs",
                table: "cases");
        }
    }
}
