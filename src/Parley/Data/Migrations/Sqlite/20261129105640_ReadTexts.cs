using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129105640_ReadTexts")]
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
                type: "TEXT",
                nullable: true);

            // Not by the model, which would make the table anew.
            migrationBuilder.Sql("ALTER TABLE decisions DROP COLUMN \"ReceiptHash\"");

            migrationBuilder.AddColumn<Guid>(
                name: "CauseId",
                table: "decisions",
                type: "TEXT",
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

            // Without its foreign key: SQLite can add one only by making the table anew, outside of a transaction, and a program that is
            // killed meanwhile would leave half of it behind.
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
                type: "BLOB",
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
