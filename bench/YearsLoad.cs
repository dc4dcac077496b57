using System.Globalization;
using Microsoft.Data.Sqlite;

// All statements are constants of this file.
#pragma warning disable CA2100

/// <summary>Years of discussion, written into a database that no server has open: what a comment costs must not grow with them.</summary>
internal static class YearsLoad
{
    private const int Readers = 5000;
    private const int Batch = 50_000;

    /// <param name="file">An SQLite database of Parley with articles.</param>
    /// <param name="comments">
    /// As many, spread over all its discussions and over the years before today, a quarter of them replies, in ascending order of time.
    /// </param>
    public static int Fill(string file, int comments)
    {
        using var connection = new SqliteConnection($"Data Source={file};Foreign Keys=False");
        connection.Open();
        Run("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;");
        var discussions = All("SELECT \"Id\" FROM discussions");
        var begin = DateTime.UtcNow.AddYears(-5);
        var readers = Enumerable.Range(0, Readers).Select(_ => Id(begin)).ToList();
        var last = new string?[discussions.Count];
        var replies = new int[discussions.Count];
        var random = new Random(4);
        for (var from = 0; from < comments; from += Batch)
        {
            using var transaction = connection.BeginTransaction();
            if (from == 0) People(transaction);
            using var insert = Insert(transaction);
            for (var i = from; i < Math.Min(comments, from + Batch); i++)
            {
                var (at, place) = (begin.AddSeconds(5.0 * 365 * 86400 * i / (comments + 1)), i % discussions.Count);
                var (id, isReply) = (Id(at), last[place] is not null && i / discussions.Count % 4 == 3);
                Set(insert, id, discussions[place], isReply ? last[place] : null, readers[random.Next(Readers)], isReply ? 1 : 0,
                    isReply ? ++replies[place] : 0, Text(i), i * 2654435761L, random.Next(5), i, at);
                insert.ExecuteNonQuery();
                if (!isReply) (last[place], replies[place]) = (id, 0);
            }
            transaction.Commit();
        }
        Run("UPDATE comments SET \"ReplyCount\" = 1, \"RepliesEver\" = 1 WHERE \"Id\" IN (SELECT \"ParentId\" FROM comments);");
        Run("UPDATE discussions SET \"CommentCount\" = (SELECT COUNT(*) FROM comments c WHERE c.\"SiteId\" = discussions.\"SiteId\" "
            + "AND c.\"DiscussionId\" = discussions.\"Id\");");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comments} comments, {new FileInfo(file).Length >> 20} MB"));
        return 0;

        string Text(int i)
        {
            var words = Enumerable.Range(0, random.Next(10, 60)).Select(_ => Words.All[random.Next(Words.All.Length)]);
            return $"Number {i} of years: {string.Join(' ', words)}.";
        }

        void People(SqliteTransaction transaction)
        {
            using var insert = Command("INSERT INTO readers (\"SiteId\", \"Id\", \"Kind\", \"Role\", \"Name\", \"NameSkeleton\", "
                + "\"CreatedAt\", \"LastSeenAt\") VALUES (1, $0, 'Guest', 'Reader', $1, $1, $2, $2)", transaction, 3);
            foreach (var (number, id) in readers.Index())
            {
                Set(insert, id, $"reader of years {number}", begin);
                insert.ExecuteNonQuery();
            }
        }

        SqliteCommand Insert(SqliteTransaction transaction) => Command("""
            INSERT INTO comments ("SiteId", "Id", "DiscussionId", "ParentId", "AuthorId", "Depth", "Ordinal", "RepliesEver", "AnswersEver",
              "ReplyCount", "Text", "Format", "Words", "TextHash", "ImportedUp", "ImportedDown", "Up", "Down", "Score", "CreatedVersion",
              "ChangedVersion", "CreatedAt", "CutOff")
            VALUES (1, $0, $1, $2, $3, $4, $5, 0, 0, 0, $6, 'Markdown', lower($6), $7, 0, 0, $8, 0, $8, $9, $9, $10, 0)
            """, transaction, 11);

        SqliteCommand Command(string sql, SqliteTransaction transaction, int places)
        {
            var command = new SqliteCommand(sql, connection, transaction);
            for (var i = 0; i < places; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
            return command;
        }

        void Run(string sql)
        {
            using var command = new SqliteCommand(sql, connection);
            command.CommandTimeout = 0;
            command.ExecuteNonQuery();
        }

        List<string> All(string sql)
        {
            using var command = new SqliteCommand(sql, connection);
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read()) rows.Add(reader.GetString(0));
            return rows;
        }
    }

    private static void Set(SqliteCommand command, params object?[] values)
    {
        foreach (var (place, value) in values.Index()) command.Parameters[place].Value = value ?? DBNull.Value;
    }

    private static string Id(DateTime at) => Guid.CreateVersion7(new DateTimeOffset(at)).ToString().ToUpperInvariant();
}
