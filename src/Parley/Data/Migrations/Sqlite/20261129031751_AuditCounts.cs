using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129031751_AuditCounts")]
    public partial class AuditCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_counts",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Votes = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstVoters = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstComments = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstRemoved = table.Column<int>(type: "INTEGER", nullable: false),
                    SecondVoters = table.Column<int>(type: "INTEGER", nullable: false),
                    SecondComments = table.Column<int>(type: "INTEGER", nullable: false),
                    SecondRemoved = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_counts", x => new { x.SiteId, x.MadeAt });
                    table.ForeignKey(
                        name: "FK_audit_counts_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_counts");
        }
    }
}
