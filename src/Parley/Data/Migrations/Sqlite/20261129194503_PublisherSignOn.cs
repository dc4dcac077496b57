using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129194503_PublisherSignOn")]
    public partial class PublisherSignOn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AddressRules",
                table: "sites",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "IntoId",
                table: "discussions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "address_moves",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    BatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: false),
                    To = table.Column<string>(type: "TEXT", nullable: false),
                    DiscussionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IntoId = table.Column<Guid>(type: "TEXT", nullable: true),
                    UrlBefore = table.Column<string>(type: "TEXT", nullable: false),
                    Addresses = table.Column<string>(type: "TEXT", nullable: false),
                    MovedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "TEXT", nullable: true)
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
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Secret = table.Column<string>(type: "TEXT", nullable: true),
                    Address = table.Column<string>(type: "TEXT", nullable: true),
                    Issuer = table.Column<string>(type: "TEXT", nullable: true),
                    GivesRoles = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    MoveId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: false)
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

            // A comment that moves to another discussion is found there.
            migrationBuilder.Sql("""
                DROP TRIGGER comment_words_changed;
                CREATE TRIGGER comment_words_changed AFTER UPDATE OF "Words", "DiscussionId" ON comments
                WHEN old."Words" <> new."Words" OR old."DiscussionId" <> new."DiscussionId" BEGIN
                    INSERT INTO comment_words (comment_words, rowid, words)
                        SELECT 'delete', number, old."Words" || ' in' || lower(replace(old."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = old."Id";
                    INSERT INTO comment_words (rowid, words)
                        SELECT number, new."Words" || ' in' || lower(replace(new."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = new."Id";
                END;
                """);
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
