using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129081141_SecondNotices")]
    public partial class SecondNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "AgainstId",
                table: "notices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_AgainstId",
                table: "notices",
                columns: new[] { "SiteId", "AgainstId" },
                unique: true,
                filter: "\"AgainstId\" IS NOT NULL");

            // Without its foreign key: SQLite can add one only by making the table anew, outside of a transaction, and a program that is
            // killed meanwhile would leave half of it behind.
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notices_SiteId_AgainstId",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "AgainstId",
                table: "notices");
        }
    }
}
