using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261130024124_Resting")]
    public partial class Resting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "resting_comments",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ReaderId = table.Column<Guid>(type: "uuid", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Address = table.Column<string>(type: "text", nullable: true),
                    ParentId = table.Column<Guid>(type: "uuid", nullable: true),
                    Exact = table.Column<string>(type: "text", nullable: true),
                    Prefix = table.Column<string>(type: "text", nullable: true),
                    Suffix = table.Column<string>(type: "text", nullable: true),
                    Text = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RestsUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resting_comments", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_resting_comments_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_resting_comments_SiteId_ReaderId_RestsUntil",
                table: "resting_comments",
                columns: new[] { "SiteId", "ReaderId", "RestsUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_resting_comments_SiteId_RestsUntil",
                table: "resting_comments",
                columns: new[] { "SiteId", "RestsUntil" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "resting_comments");
        }
    }
}
