using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Parley.Data;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley backup</c> and <c>parley restore</c>: a copy while the server runs, and the way back from it.</summary>
public static class BackupCommands
{
    public static Command Backup()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to make; it must not exist" };
        var backup = new Command("backup", "Saves a consistent copy of the database while the server goes on.") { file };
        backup.SetAction((parsed, ct) => Commands.Guard(() =>
        {
            var copy = parsed.GetRequiredValue(file).FullName;
            return Print(new BackupFile(copy).Save(Place($"pg_dump --format=custom --file {copy}"), ct));
        }));
        return backup;
    }

    public static Command Restore()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "What parley backup has made" };
        var anyway = new Option<bool>("--anyway") { Description = "Also where a count in it is not what its rows say" };
        var restore = new Command("restore",
            "Puts a backup in place where there is no database yet, after checking it and every count in it.") { file, anyway };
        restore.SetAction((parsed, ct) => Commands.Guard(() =>
        {
            var copy = parsed.GetRequiredValue(file).FullName;
            return Print(new BackupFile(copy).Restore(Place($"pg_restore --clean --if-exists {copy}"), parsed.GetValue(anyway), ct));
        }));
        return restore;
    }

    private static async Task<int> Print(Task<BackupCounts> work)
    {
        Console.WriteLine(JsonSerializer.Serialize(await work, Json.Plain));
        return 0;
    }

    // The file of the database; it is neither opened nor changed to find that out.
    private static string Place(string onPostgres)
    {
        using IDisposable app = Program.Build([]);
        var connection = Setup.ConnectionString(((WebApplication)app).Configuration);
        if (!Setup.IsPostgres(connection)) return Setup.FileOf(connection);
        var there = new NpgsqlConnectionStringBuilder(connection);
        throw new SetupException($"PostgreSQL has its own way. Run: {onPostgres} --host {there.Host} --port {there.Port} --username "
            + $"{there.Username} --dbname {there.Database}");
    }
}
