using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Passages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "PassageId",
                table: "comments",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "passages",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ArticleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Exact = table.Column<string>(type: "TEXT", nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", nullable: false),
                    Suffix = table.Column<string>(type: "TEXT", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: true),
                    Fate = table.Column<string>(type: "TEXT", nullable: false),
                    RivalBefore = table.Column<int>(type: "INTEGER", nullable: false),
                    RivalAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    IsFirst = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsLast = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passages", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_passages_articles_SiteId_ArticleId",
                        columns: x => new { x.SiteId, x.ArticleId },
                        principalTable: "articles",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_comments_SiteId_PassageId",
                table: "comments",
                columns: new[] { "SiteId", "PassageId" },
                filter: "\"PassageId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passages_SiteId_ArticleId_Start",
                table: "passages",
                columns: new[] { "SiteId", "ArticleId", "Start" });

            migrationBuilder.AddForeignKey(
                name: "FK_comments_passages_SiteId_PassageId",
                table: "comments",
                columns: new[] { "SiteId", "PassageId" },
                principalTable: "passages",
                principalColumns: new[] { "SiteId", "Id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_comments_passages_SiteId_PassageId",
                table: "comments");

            migrationBuilder.DropTable(
                name: "passages");

            migrationBuilder.DropIndex(
                name: "IX_comments_SiteId_PassageId",
                table: "comments");

            migrationBuilder.DropColumn(
                name: "PassageId",
                table: "comments");
        }
    }
}
