using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129081145_SecondNotices")]
    public partial class SecondNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "AgainstId",
                table: "notices",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_notices_SiteId_AgainstId",
                table: "notices",
                columns: new[] { "SiteId", "AgainstId" },
                unique: true,
                filter: "\"AgainstId\" IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_notices_notices_SiteId_AgainstId",
                table: "notices",
                columns: new[] { "SiteId", "AgainstId" },
                principalTable: "notices",
                principalColumns: new[] { "SiteId", "Id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_notices_notices_SiteId_AgainstId",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "IX_notices_SiteId_AgainstId",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "AgainstId",
                table: "notices");
        }
    }
}
