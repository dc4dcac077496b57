using System.Collections.Concurrent;

namespace Parley.Data;

/// <summary>
/// A query of the hot roads that is translated once for each kind of database, instead of being looked up by its whole expression.
/// </summary>
/// <param name="make"><c>EF.CompileAsyncQuery</c> of it.</param>
public sealed class Compiled<T>(Func<T> make)
{
    private readonly ConcurrentDictionary<Type, T> made = new();

    public T For(Database db) => made.GetOrAdd(db.GetType(), _ => make());
}
