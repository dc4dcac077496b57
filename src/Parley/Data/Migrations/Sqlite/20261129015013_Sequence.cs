using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129015013_Sequence")]
    public partial class Sequence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_discussions_SiteId_ChangedAt",
                table: "discussions");

            migrationBuilder.AddColumn<long>(
                name: "Sequence",
                table: "discussions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_Sequence",
                table: "discussions",
                columns: new[] { "SiteId", "Sequence" });

            migrationBuilder.Sql("""
                CREATE TRIGGER discussions_numbered_added AFTER INSERT ON discussions BEGIN
                  UPDATE discussions SET "Sequence" = (SELECT COALESCE(MAX("Sequence"), 0) + 1 FROM discussions WHERE "SiteId" = new."SiteId")
                  WHERE "SiteId" = new."SiteId" AND "Id" = new."Id";
                END;
                CREATE TRIGGER discussions_numbered_changed AFTER UPDATE OF "Version" ON discussions BEGIN
                  UPDATE discussions SET "Sequence" = (SELECT COALESCE(MAX("Sequence"), 0) + 1 FROM discussions WHERE "SiteId" = new."SiteId")
                  WHERE "SiteId" = new."SiteId" AND "Id" = new."Id";
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP TRIGGER discussions_numbered_added;
                DROP TRIGGER discussions_numbered_changed;
                """);

            migrationBuilder.DropIndex(
                name: "IX_discussions_SiteId_Sequence",
                table: "discussions");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "discussions");

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_ChangedAt",
                table: "discussions",
                columns: new[] { "SiteId", "ChangedAt" });
        }
    }
}
