using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Parley.Data;

/// <summary>
/// How a connection waits while another process writes. SQLite's own way asks again after 1, 2, 5, 10, 15 ms and so on, and a command that
/// writes in short turns is there again each time that it asks; whoever asks every millisecond is next.
/// </summary>
internal static partial class SqlitePatience
{
    /// <summary>How often a connection asks, a millisecond apart, before it says "busy".</summary>
    private static readonly int Most = (int)WriteQueue.Patience.TotalMilliseconds;

    /// <summary>Instead of <c>PRAGMA busy_timeout</c>, until that is set again.</summary>
    public static unsafe void Give(SqliteConnection connection)
    {
        var code = BusyHandler(connection.Handle!.DangerousGetHandle(), &Wait, 0);
        SqliteException.ThrowExceptionForRC(code, connection.Handle);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint nothing, int asked)
    {
        if (asked >= Most) return 0;
        Thread.Sleep(1);
        return 1;
    }

    /// <summary><c>sqlite3_busy_handler</c>, which the driver doesn't hand on: https://sqlite.org/c3ref/busy_handler.html.</summary>
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial int BusyHandler(nint connection, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint argument);
}
