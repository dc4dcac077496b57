using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Live : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ChangedVersion",
                table: "comments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CreatedVersion",
                table: "comments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_DiscussionId_ChangedVersion",
                table: "comments",
                columns: new[] { "SiteId", "DiscussionId", "ChangedVersion" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_DiscussionId_ChangedVersion",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "ChangedVersion",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "CreatedVersion",
                table: "comments");
        }
    }
}
