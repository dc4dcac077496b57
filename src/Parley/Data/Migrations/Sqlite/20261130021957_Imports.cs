using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261130021957_Imports")]
    public partial class Imports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ImportNumber",
                table: "readers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MailKey",
                table: "readers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ImportNumber",
                table: "discussions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ImportNumber",
                table: "comments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ImportNumber",
                table: "articles",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Format = table.Column<string>(type: "TEXT", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", nullable: false),
                    FileHash = table.Column<string>(type: "TEXT", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    UndoneAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Articles = table.Column<int>(type: "INTEGER", nullable: false),
                    Discussions = table.Column<int>(type: "INTEGER", nullable: false),
                    Comments = table.Column<int>(type: "INTEGER", nullable: false),
                    Held = table.Column<int>(type: "INTEGER", nullable: false),
                    Skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    Rejected = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_imports", x => new { x.SiteId, x.Number });
                    table.ForeignKey(
                        name: "FK_imports_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_ImportNumber",
                table: "readers",
                columns: new[] { "SiteId", "ImportNumber" },
                filter: "\"ImportNumber\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_readers_SiteId_MailKey",
                table: "readers",
                columns: new[] { "SiteId", "MailKey" },
                filter: "\"MailKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_discussions_SiteId_ImportNumber",
                table: "discussions",
                columns: new[] { "SiteId", "ImportNumber" },
                filter: "\"ImportNumber\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_ImportNumber_DiscussionId",
                table: "comments",
                columns: new[] { "SiteId", "ImportNumber", "DiscussionId" },
                filter: "\"ImportNumber\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_articles_SiteId_ImportNumber",
                table: "articles",
                columns: new[] { "SiteId", "ImportNumber" },
                filter: "\"ImportNumber\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_imports_SiteId_FileHash",
                table: "imports",
                columns: new[] { "SiteId", "FileHash" });

            migrationBuilder.CreateIndex(
                name: "IX_imports_SiteId_Format_Origin",
                table: "imports",
                columns: new[] { "SiteId", "Format", "Origin" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_ImportNumber",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_readers_SiteId_MailKey",
                table: "readers");

            migrationBuilder.DropIndex(
                name: "IX_discussions_SiteId_ImportNumber",
                table: "discussions");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_ImportNumber_DiscussionId",
                table: "comments");

            migrationBuilder.DropIndex(
                name: "IX_articles_SiteId_ImportNumber",
                table: "articles");

            migrationBuilder.DropColumn(
                name: "ImportNumber",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "MailKey",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "ImportNumber",
                table: "discussions");

            migrationBuilder.DropColumn(
                name: "ImportNumber",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "ImportNumber",
                table: "articles");
        }
    }
}
