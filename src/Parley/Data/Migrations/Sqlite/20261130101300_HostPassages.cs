using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261130101300_HostPassages")]
    public partial class HostPassages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "DiscussionId",
                table: "passages",
                type: "TEXT",
                nullable: true);

            // SQLite can't take a NOT NULL back, and a table made anew would have to be taken from under its comments. This is its own way
            // for a change that touches no row (sqlite.org/lang_altertable.html).
            migrationBuilder.Sql("""
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, '"ArticleId" TEXT NOT NULL', '"ArticleId" TEXT NULL')
                WHERE type = 'table' AND name = 'passages';
                PRAGMA writable_schema = RESET;
                """);

            migrationBuilder.CreateIndex(
                name: "IX_passages_SiteId_DiscussionId_Start",
                table: "passages",
                columns: new[] { "SiteId", "DiscussionId", "Start" },
                filter: "\"DiscussionId\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_passages_SiteId_DiscussionId_Start",
                table: "passages");

            migrationBuilder.Sql("""
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, '"ArticleId" TEXT NULL', '"ArticleId" TEXT NOT NULL')
                WHERE type = 'table' AND name = 'passages';
                PRAGMA writable_schema = RESET;
                """);

            migrationBuilder.DropColumn(
                name: "DiscussionId",
                table: "passages");
        }
    }
}
