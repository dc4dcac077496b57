using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Postgres
{
    /// <inheritdoc />
    [DbContext(typeof(PostgresDatabase))]
    [Migration("20261129194510_PublisherSignOn")]
    public partial class PublisherSignOn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AddressRules",
                table: "sites",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "IntoId",
                table: "discussions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "address_moves",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    BatchId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<string>(type: "text", nullable: false),
                    To = table.Column<string>(type: "text", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "uuid", nullable: false),
                    IntoId = table.Column<Guid>(type: "uuid", nullable: true),
                    UrlBefore = table.Column<string>(type: "text", nullable: false),
                    Addresses = table.Column<string>(type: "text", nullable: false),
                    MovedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_address_moves", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_address_moves_discussions_SiteId_DiscussionId",
                        columns: x => new { x.SiteId, x.DiscussionId },
                        principalTable: "discussions",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "publisher_keys",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Secret = table.Column<string>(type: "text", nullable: true),
                    Address = table.Column<string>(type: "text", nullable: true),
                    Issuer = table.Column<string>(type: "text", nullable: true),
                    GivesRoles = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_publisher_keys", x => new { x.SiteId, x.Id });
                    table.ForeignKey(
                        name: "FK_publisher_keys_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "spent_tokens",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spent_tokens", x => new { x.SiteId, x.Hash });
                    table.ForeignKey(
                        name: "FK_spent_tokens_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "moved_comments",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "integer", nullable: false),
                    MoveId = table.Column<Guid>(type: "uuid", nullable: false),
                    CommentId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_moved_comments", x => new { x.SiteId, x.MoveId, x.CommentId });
                    table.ForeignKey(
                        name: "FK_moved_comments_address_moves_SiteId_MoveId",
                        columns: x => new { x.SiteId, x.MoveId },
                        principalTable: "address_moves",
                        principalColumns: new[] { "SiteId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_address_moves_SiteId_BatchId",
                table: "address_moves",
                columns: new[] { "SiteId", "BatchId" });

            migrationBuilder.CreateIndex(
                name: "IX_address_moves_SiteId_DiscussionId",
                table: "address_moves",
                columns: new[] { "SiteId", "DiscussionId" });

            migrationBuilder.CreateIndex(
                name: "IX_address_moves_SiteId_IntoId",
                table: "address_moves",
                columns: new[] { "SiteId", "IntoId" });

            migrationBuilder.CreateIndex(
                name: "IX_address_moves_SiteId_Number",
                table: "address_moves",
                columns: new[] { "SiteId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_spent_tokens_SiteId_ExpiresAt",
                table: "spent_tokens",
                columns: new[] { "SiteId", "ExpiresAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "moved_comments");

            migrationBuilder.DropTable(
                name: "publisher_keys");

            migrationBuilder.DropTable(
                name: "spent_tokens");

            migrationBuilder.DropTable(
                name: "address_moves");

            migrationBuilder.DropColumn(
                name: "IntoId",
                table: "discussions");

            migrationBuilder.DropColumn(
                name: "AddressRules",
                table: "sites");
        }
    }
}
