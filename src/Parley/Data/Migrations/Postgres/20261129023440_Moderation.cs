using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129023440_Moderation")]
    public partial class Moderation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Removal",
                table: "comments",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RemovedAt",
                table: "comments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "decisions",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    CommentId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReaderId = table.Column<Guid>(type: "uuid", nullable: false),
                    RuleId = table.Column<string>(type: "text", nullable: true),
                    RulesVersion = table.Column<int>(type: "integer", nullable: true),
                    Ground = table.Column<string>(type: "text", nullable: true),
                    Facts = table.Column<string>(type: "text", nullable: false),
                    Source = table.Column<string>(type: "text", nullable: false),
                    Automated = table.Column<bool>(type: "boolean", nullable: false),
                    ModeratorId = table.Column<Guid>(type: "uuid", nullable: true),
                    RaisedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true),
                    ReceiptHash = table.Column<byte[]>(type: "bytea", nullable: true),
                    ReversedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_decisions", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_decisions_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_decisions_readers_SiteId_ModeratorId",
                        columns: x => new { x.SiteId, x.ModeratorId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_decisions_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "appeals",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    DecisionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Text = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RuledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Outcome = table.Column<string>(type: "text", nullable: true),
                    RuledById = table.Column<Guid>(type: "uuid", nullable: true),
                    Facts = table.Column<string>(type: "text", nullable: true),
                    LogIndex = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_appeals", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_appeals_decisions_SiteId_DecisionId",
                        columns: x => new { x.SiteId, x.DecisionId },
                        principalTable: "decisions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_appeals_readers_SiteId_RuledById",
                        columns: x => new { x.SiteId, x.RuledById },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CommentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReaderId = table.Column<Guid>(type: "uuid", nullable: false),
                    RuleId = table.Column<string>(type: "text", nullable: false),
                    RulesVersion = table.Column<int>(type: "integer", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UpheldAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DismissedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    DecisionId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_reports_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_reports_decisions_SiteId_DecisionId",
                        columns: x => new { x.SiteId, x.DecisionId },
                        principalTable: "decisions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_reports_readers_SiteId_ReaderId",
                        columns: x => new { x.SiteId, x.ReaderId },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "cases",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    CommentId = table.Column<Guid>(type: "uuid", nullable: false),
                    AppealId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reports = table.Column<int>(type: "integer", nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ClosedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ClaimedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ClaimedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cases", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_cases_appeals_SiteId_AppealId",
                        columns: x => new { x.SiteId, x.AppealId },
                        principalTable: "appeals",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_cases_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_cases_readers_SiteId_ClaimedById",
                        columns: x => new { x.SiteId, x.ClaimedById },
                        principalTable: "readers",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_appeals_SiteId_DecisionId",
                table: "appeals",
                columns: new[] { "SiteId", "DecisionId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_appeals_SiteId_RuledById",
                table: "appeals",
                columns: new[] { "SiteId", "RuledById" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_AppealId",
                table: "cases",
                columns: new[] { "SiteId", "AppealId" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_ClaimedById",
                table: "cases",
                columns: new[] { "SiteId", "ClaimedById" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_CommentId",
                table: "cases",
                columns: new[] { "SiteId", "CommentId" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_CommentId_Kind",
                table: "cases",
                columns: new[] { "SiteId", "CommentId", "Kind" },
                unique: true,
                filter: "\"ClosedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_OpenedAt_Id",
                table: "cases",
                columns: new[] { "SiteId", "OpenedAt", "Id" },
                filter: "\"ClosedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_decisions_SiteId_CommentId_DecidedAt",
                table: "decisions",
                columns: new[] { "SiteId", "CommentId", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_decisions_SiteId_ModeratorId_DecidedAt",
                table: "decisions",
                columns: new[] { "SiteId", "ModeratorId", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_decisions_SiteId_ReaderId_DecidedAt",
                table: "decisions",
                columns: new[] { "SiteId", "ReaderId", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_SiteId_CommentId_ReaderId",
                table: "reports",
                columns: new[] { "SiteId", "CommentId", "ReaderId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reports_SiteId_DecisionId",
                table: "reports",
                columns: new[] { "SiteId", "DecisionId" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_SiteId_ReaderId_CreatedAt",
                table: "reports",
                columns: new[] { "SiteId", "ReaderId", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cases");

            migrationBuilder.DropTable(
                name: "reports");

            migrationBuilder.DropTable(
                name: "appeals");

            migrationBuilder.DropTable(
                name: "decisions");

            migrationBuilder.DropColumn(
                name: "Removal",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "RemovedAt",
                table: "comments");
        }
    }
}
