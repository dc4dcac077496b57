namespace Parley.Conduct;

/// <summary>FNV-1a over UTF-16 units with a finishing mix: the same on every machine, and no two hashes of a text alike by habit.</summary>
internal static class Hashing
{
    public static ulong Of(ReadOnlySpan<char> word)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in word) hash = (hash ^ c) * 0x100000001B3UL;
        return Mix(hash);
    }

    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93UL;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93UL;
        return x ^ (x >> 32);
    }

    public static ulong Pair(ulong a, ulong b) => Mix((a * 0x9E3779B97F4A7C15UL) ^ (b + 0x165667B19E3779F9UL));
}
