using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261130180000_ComingHome")]
    public partial class ComingHome : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ReturnReadAt",
                table: "readers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ReturnedAt",
                table: "readers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MailKey",
                table: "passes",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ReturnReadAt",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "ReturnedAt",
                table: "readers");

            migrationBuilder.DropColumn(
                name: "MailKey",
                table: "passes");
        }
    }
}
