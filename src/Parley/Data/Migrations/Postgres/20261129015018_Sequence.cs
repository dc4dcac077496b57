using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129015018_Sequence")]
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
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_Sequence",
                table: "discussions",
                columns: new[] { "SiteId", "Sequence" });

            migrationBuilder.Sql("""
                CREATE FUNCTION number_discussion() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  NEW."Sequence" := pg_current_xact_id()::text::bigint;
                  RETURN NEW;
                END $$;
                CREATE TRIGGER discussions_numbered BEFORE INSERT OR UPDATE OF "Version" ON discussions
                  FOR EACH ROW EXECUTE FUNCTION number_discussion();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP TRIGGER discussions_numbered ON discussions;
                DROP FUNCTION number_discussion();
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
