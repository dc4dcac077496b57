using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129032813_Notices")]
    public partial class Notices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "SuspendedUntil",
                table: "readers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "SuspensionId",
                table: "readers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UntilAt",
                table: "decisions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecisionId",
                table: "cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RuleId = table.Column<string>(type: "TEXT", nullable: false),
                    RulesVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Reasons = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: true),
                    Email = table.Column<string>(type: "TEXT", nullable: true),
                    ReceiptHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DecisionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AnsweredAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notices", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_notices_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_notices_decisions_SiteId_DecisionId",
                        columns: x => new { x.SiteId, x.DecisionId },
                        principalTable: "decisions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "second_looks",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    DecisionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ModeratorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RuleId = table.Column<string>(type: "TEXT", nullable: true),
                    FirstRemoved = table.Column<bool>(type: "INTEGER", nullable: false),
                    LookedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_second_looks", x => new { x.SiteId, x.DecisionId });
                    table.ForeignKey(
                        name: "FK_second_looks_decisions_SiteId_DecisionId",
                        columns: x => new { x.SiteId, x.DecisionId },
                        principalTable: "decisions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_second_looks_readers_SiteId_ModeratorId",
                        columns: x => new { x.SiteId, x.ModeratorId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_decisions_SiteId_DecidedAt",
                table: "decisions",
                columns: new[] { "SiteId", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_DecisionId",
                table: "cases",
                columns: new[] { "SiteId", "DecisionId" },
                filter: "\"DecisionId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_CommentId",
                table: "notices",
                columns: new[] { "SiteId", "CommentId" });

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_DecisionId",
                table: "notices",
                columns: new[] { "SiteId", "DecisionId" });

            migrationBuilder.CreateIndex(
                name: "IX_second_looks_SiteId_LookedAt",
                table: "second_looks",
                columns: new[] { "SiteId", "LookedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_second_looks_SiteId_ModeratorId",
                table: "second_looks",
                columns: new[] { "SiteId", "ModeratorId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "second_looks");

            migrationBuilder.DropIndex(
                name: "IX_decisions_SiteId_DecidedAt",
                table: "decisions");

            migrationBuilder.DropIndex(
                name: "IX_cases_SiteId_DecisionId",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "SuspendedUntil",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "SuspensionId",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "UntilAt",
                table: "decisions");

            migrationBuilder.DropColumn(
                name: "DecisionId",
                table: "cases");
        }
    }
}
