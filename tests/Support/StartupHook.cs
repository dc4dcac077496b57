using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Ends a program that a test has started, in the middle of its work on the database: .NET runs this before the program's own beginning
/// where <c>DOTNET_STARTUP_HOOKS</c> names this assembly. Counted is what EF Core does for an import, from its first question on: each
/// command before and after it is sent, each transaction before and after it is committed. So a moment is a number, on every machine.
/// </summary>
/// <remarks>.NET wants this name, without a namespace.</remarks>
internal static class StartupHook
{
    /// <summary>The moment at which it ends as by SIGKILL; without it it is only counted how many there are.</summary>
    public const string KillAt = "PARLEY_TESTS_KILL_AT";

    /// <summary>A file for the count, of a program that comes to its end.</summary>
    public const string Count = "PARLEY_TESTS_COUNT";

    public static void Initialize()
    {
        var moments = new Moments(
            int.TryParse(Environment.GetEnvironmentVariable(KillAt), CultureInfo.InvariantCulture, out var at) ? at : int.MaxValue);
        DiagnosticListener.AllListeners.Subscribe(moments);
        if (Environment.GetEnvironmentVariable(Count) is { Length: > 0 } file)
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                File.WriteAllText(file, moments.Passed.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Moments(int killAt) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private const string Source = "Microsoft.EntityFrameworkCore";

        private int passed;
        private bool hasBegun;

        public int Passed => passed;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == Source) value.Subscribe(this, (name, _, _) => IsMoment(name));
        }

        private static bool IsMoment(string name) =>
            name is $"{Source}.Database.Command.CommandExecuting" or $"{Source}.Database.Command.CommandExecuted"
                or $"{Source}.Database.Transaction.TransactionCommitting" or $"{Source}.Database.Transaction.TransactionCommitted";

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (!IsMoment(value.Key)) return;
            hasBegun = hasBegun || value.Value?.GetType().GetProperty("Command")?.GetValue(value.Value) is DbCommand command
                && command.CommandText.Contains("imports", StringComparison.Ordinal);
            if (hasBegun && Interlocked.Increment(ref passed) == killAt) Process.GetCurrentProcess().Kill();
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
