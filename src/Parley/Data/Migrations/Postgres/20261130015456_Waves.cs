using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261130015456_Waves")]
    public partial class Waves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "waves",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    NoticedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Prints = table.Column<byte[]>(type: "bytea", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ExemptUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_waves", x => new { x.SiteId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "wave_comments",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    WaveId = table.Column<Guid>(type: "uuid", nullable: false),
                    CommentId = table.Column<Guid>(type: "uuid", nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    HeldAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
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
