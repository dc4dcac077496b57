using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129105644_ReadTexts")]
    public partial class ReadTexts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_cases_SiteId_CommentId_Kind",
                table: "cases");

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_CommentId_Kind",
                table: "cases",
                columns: new[] { "SiteId", "CommentId", "Kind" },
                unique: true,
                filter: "\"ClosedAt\" IS NULL AND \"AppealId\" IS NULL");

            migrationBuilder.DropIndex(
                name: "IX_reports_SiteId_CommentId_ReaderId",
                table: "reports");

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "comments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.DropColumn(
                name: "ReceiptHash",
                table: "decisions");

            migrationBuilder.AddColumn<Guid>(
                name: "CauseId",
                table: "decisions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_reports_SiteId_CommentId_ReaderId",
                table: "reports",
                columns: new[] { "SiteId", "CommentId", "ReaderId" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_waiting",
                table: "reports",
                columns: new[] { "SiteId", "CommentId", "ReaderId" },
                unique: true,
                filter: "\"UpheldAt\" IS NULL AND \"DismissedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_decisions_SiteId_CauseId",
                table: "decisions",
                columns: new[] { "SiteId", "CauseId" },
                unique: true,
                filter: "\"CauseId\" IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_decisions_decisions_SiteId_CauseId",
                table: "decisions",
                columns: new[] { "SiteId", "CauseId" },
                principalTable: "decisions",
                principalColumns: new[] { "SiteId", "Id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_decisions_decisions_SiteId_CauseId",
                table: "decisions");

            migrationBuilder.DropIndex(
                name: "IX_cases_SiteId_CommentId_Kind",
                table: "cases");

            migrationBuilder.CreateIndex(
                name: "IX_cases_SiteId_CommentId_Kind",
                table: "cases",
                columns: new[] { "SiteId", "CommentId", "Kind" },
                unique: true,
                filter: "\"ClosedAt\" IS NULL");

            migrationBuilder.DropIndex(
                name: "IX_reports_SiteId_CommentId_ReaderId",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_waiting",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_decisions_SiteId_CauseId",
                table: "decisions");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "comments");

            migrationBuilder.AddColumn<byte[]>(
                name: "ReceiptHash",
                table: "decisions",
                type: "bytea",
                nullable: true);

            migrationBuilder.DropColumn(
                name: "CauseId",
                table: "decisions");

            migrationBuilder.CreateIndex(
                name: "IX_reports_SiteId_CommentId_ReaderId",
                table: "reports",
                columns: new[] { "SiteId", "CommentId", "ReaderId" },
                unique: true);
        }
    }
}
