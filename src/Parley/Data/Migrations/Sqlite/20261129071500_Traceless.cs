using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    [DbContext(typeof(SqliteDatabase))]
    [Migration("20261129071500_Traceless")]
    public partial class Traceless : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is deleted from the index of the search is gone from it at once, not when its parts are merged some day. A table
            // that keeps neither its content nor a list of what is deleted is told the old words, and takes them out.
            migrationBuilder.Sql("""
                INSERT INTO article_words (article_words, rank) VALUES ('secure-delete', 1);
                INSERT INTO article_search (article_search, rank) VALUES ('secure-delete', 1);

                DROP TRIGGER comment_words_changed;
                DROP TRIGGER comment_words_gone;
                DROP TABLE comment_words;
                CREATE VIRTUAL TABLE comment_words USING fts5(words, content = '', detail = none, prefix = '4', tokenize = 'ascii');
                INSERT INTO comment_words (comment_words, rank) VALUES ('secure-delete', 1);
                INSERT INTO comment_words (rowid, words)
                    SELECT n.number, c."Words" || ' in' || lower(replace(c."DiscussionId", '-', '')) FROM comments c JOIN comment_numbers n ON n.comment = c."Id";
                CREATE TRIGGER comment_words_changed AFTER UPDATE OF "Words" ON comments WHEN old."Words" <> new."Words" BEGIN
                    INSERT INTO comment_words (comment_words, rowid, words)
                        SELECT 'delete', number, old."Words" || ' in' || lower(replace(old."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = old."Id";
                    INSERT INTO comment_words (rowid, words)
                        SELECT number, new."Words" || ' in' || lower(replace(new."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = new."Id";
                END;
                CREATE TRIGGER comment_words_gone AFTER DELETE ON comments BEGIN
                    INSERT INTO comment_words (comment_words, rowid, words)
                        SELECT 'delete', number, old."Words" || ' in' || lower(replace(old."DiscussionId", '-', '')) FROM comment_numbers WHERE comment = old."Id";
                    DELETE FROM comment_numbers WHERE comment = old."Id";
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
