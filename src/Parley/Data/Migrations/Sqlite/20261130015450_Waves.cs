using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261130015450_Waves")]
    public partial class Waves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "waves",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    NoticedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Prints = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ExemptUntil = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_waves", x => new { x.SiteId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "wave_comments",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    WaveId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HeldAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wave_comments", x => new { x.SiteId, x.WaveId, x.CommentId });
                    table.ForeignKey(
                        name: "FK_wave_comments_comments_SiteId_CommentId",
                        columns: x => new { x.SiteId, x.CommentId },
                        principalTable: "comments",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_wave_comments_waves_SiteId_WaveId",
                        columns: x => new { x.SiteId, x.WaveId },
                        principalTable: "waves",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_wave_comments_SiteId_CommentId",
                table: "wave_comments",
                columns: new[] { "SiteId", "CommentId" });

            migrationBuilder.CreateIndex(
                name: "IX_wave_comments_SiteId_WaveId_JoinedAt",
                table: "wave_comments",
                columns: new[] { "SiteId", "WaveId", "JoinedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_waves_SiteId_ExemptUntil",
                table: "waves",
                columns: new[] { "SiteId", "ExemptUntil" },
                filter: "\"ExemptUntil\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_waves_SiteId_NoticedAt",
                table: "waves",
                columns: new[] { "SiteId", "NoticedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "wave_comments");

            migrationBuilder.DropTable(
                name: "waves");
        }
    }
}
