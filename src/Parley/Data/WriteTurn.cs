using Microsoft.EntityFrameworkCore;

namespace Parley.Data;

/// <summary>Too many writes wait, or one has waited too long. Nothing was changed.</summary>
public sealed class BusyException() : TimeoutException("Other writers have not finished.");

/// <summary>What a change has while it is its turn.</summary>
public sealed class WriteTurn(Statements statements)
{
    private Database? lent;
    private string? connectionString;

    public Statements Statements => statements;

    public bool IsUndone { get; private set; }

    /// <summary>Nothing of this change shall stay; its answer is given all the same.</summary>
    public void Undo() => IsUndone = true;

    /// <summary>Lets a request's model read and write inside this transaction, until the change is over.</summary>
    public async Task Lend(Database db)
    {
        if (lent is not null) return;
        connectionString = db.Database.GetConnectionString();
        // From here on there is something to give back.
        lent = db;
        statements.Gathers = false;
        statements.Send();
        db.Database.SetDbConnection(statements.Connection, contextOwnsConnection: false);
        await db.Database.UseTransactionAsync(statements.Transaction);
    }

    internal async Task GiveBack()
    {
        if (lent is not { } back) return;
        lent = null;
        try
        {
            await back.Database.UseTransactionAsync(null);
        }
        finally
        {
            back.Database.SetDbConnection(null);
            back.Database.SetConnectionString(connectionString);
        }
    }
}
