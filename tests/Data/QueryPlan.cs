using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Parley.Tests.Data;

/// <summary>How SQLite would find what a command asks for, and what of that would be a reading of a whole table.</summary>
public sealed partial class QueryPlan(SqliteConnection connection, IReadOnlyList<string> tables)
{
    private static readonly string[] Explained = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

    /// <summary>The statements of a command. What is not about rows is left out, as is what makes tables.</summary>
    public static IEnumerable<string> Statements(string sql) => Making().IsMatch(sql) ? [] : Split(LineComment().Replace(sql, ""))
        .Select(x => x.Trim()).Where(x => Explained.Any(kind => x.StartsWith(kind, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Steps that read a table, or all of it that the site has, from one end to the other. Every index begins with the site, so a search
    /// for the site alone is a scan too, and one for a discussion alone reads all its comments, but for a page of a list that the index
    /// has in order.
    /// </summary>
    public IEnumerable<string> Scans(string statement)
    {
        // What can't be true is planned and never begun.
        if (statement.EndsWith("WHERE 0", StringComparison.Ordinal)) return [];
        var steps = Steps(statement);
        var isPage = Limit().IsMatch(statement) && !steps.Any(step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
        return steps.Where(step => Step().Match(step) is { Success: true } match && IsOfTable(statement, match.Groups[2].Value)
            && (match.Groups[1].Value == "SCAN" || (!isPage && Whole().IsMatch(step))));
    }

    /// <summary>As SQLite tells them, one a line.</summary>
    public List<string> Steps(string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the program itself has sent, with its parameters open.
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
#pragma warning restore CA2100
        foreach (var name in Parameter().Matches(statement).Select(x => x.Value).Distinct(StringComparer.Ordinal))
            command.Parameters.AddWithValue(name, DBNull.Value);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read()) steps.Add(reader.GetString(3));
        return steps;
    }

    // A plan names a table by the name that the statement gives it.
    private bool IsOfTable(string statement, string name) => tables.Any(table => table == name
        || Regex.IsMatch(statement, $"""\b"?{table}"?\s+(AS\s+)?"?{Regex.Escape(name)}"?(?!\w)""", RegexOptions.IgnoreCase));

    private static List<string> Split(string sql)
    {
        var parts = new List<string>();
        var (part, quote) = (new StringBuilder(), '\0');
        foreach (var sign in sql)
        {
            if (sign == quote) quote = '\0';
            else if (quote == '\0' && sign is ('\'' or '"')) quote = sign;
            if (sign != ';' || quote != '\0') { part.Append(sign); continue; }
            parts.Add(part.ToString());
            part.Clear();
        }
        return [.. parts, part.ToString()];
    }

    [GeneratedRegex(@"^(SCAN|SEARCH) (\w+)(?!.*VIRTUAL TABLE)")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\s*(CREATE|ALTER|DROP)\b", RegexOptions.Multiline)]
    private static partial Regex Making();

    // All that have a parent, in an index of those that have one, are half of the table.
    // What editors choose is little, and so is what waits for a moderator: that index holds open cases only.
    [GeneratedRegex(
        @"USING (COVERING )?INDEX (?!\w+_(Featured|Pinned)At |IX_cases_SiteId_OpenedAt_Id )\w+ \(SiteId=\?( AND DiscussionId=\?)?"
        + @"( AND (ParentId|PassageId|Source|ImportNumber)>\?)?\)")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\bLIMIT\b", RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    [GeneratedRegex("^--.*$", RegexOptions.Multiline)]
    private static partial Regex LineComment();
}
