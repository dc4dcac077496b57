using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Parley.Tests;

/// <summary>Every command that EF Core sends, in this whole process.</summary>
public sealed class SentCommands : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly string database;
    private readonly Action<string> seen;
    private readonly List<IDisposable> subscriptions = [];

    private SentCommands(string database, Action<string> seen) => (this.database, this.seen) = (database, seen);

    public static async Task<SentCommands> Listen(string database, Action<string> seen)
    {
        var commands = new SentCommands(database, seen);
        commands.subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(commands));
        // EF Core remembers for a second that nobody listens.
        await Task.Delay(1200);
        return commands;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // It hears every site that other tests run at the same time.
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data
            && data.Connection.ConnectionString.Contains(database, StringComparison.Ordinal)) seen(data.Command.CommandText);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
}
