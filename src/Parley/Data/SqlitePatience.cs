using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Parley.Data;

/// <summary>
/// How a connection waits while another process writes. SQLite's own way is to ask again after 1, 2, 5, 10, 15 ms and so on. A command that
/// writes in short turns may be writing again each time; whoever asks every millisecond comes between two of them.
/// </summary>
internal static partial class SqlitePatience
{
    // A connection waits on the thread that uses it.
    [ThreadStatic]
    private static long since;

    /// <summary>Instead of <c>PRAGMA busy_timeout</c>, until that is set again.</summary>
    public static unsafe void Give(SqliteConnection connection)
    {
        var code = BusyHandler(connection.Handle!.DangerousGetHandle(), &Wait, 0);
        SqliteException.ThrowExceptionForRC(code, connection.Handle);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint nothing, int asked)
    {
        if (asked == 0) since = Environment.TickCount64;
        // By the clock: on a busy machine, and on Windows, a millisecond is many.
        if (Environment.TickCount64 - since > WriteQueue.Patience.TotalMilliseconds) return 0;
        Thread.Sleep(1);
        return 1;
    }

    /// <summary><c>sqlite3_busy_handler</c>, which the driver doesn't hand on: https://sqlite.org/c3ref/busy_handler.html.</summary>
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial int BusyHandler(nint connection, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint argument);
}
