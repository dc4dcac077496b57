namespace Parley.Conduct;

/// <summary>Stand-ins for what is not a word, and the tags that keep kinds of features apart.</summary>
internal static class Marks
{
    public static readonly ulong Name = Hashing.Of("<name>");
    public static readonly ulong Number = Hashing.Of("<number>");
    public static readonly ulong Url = Hashing.Of("<url>");
    public static readonly ulong Mention = Hashing.Of("<mention>");
    public static readonly ulong Emoji = Hashing.Of("<emoji>");
    public static readonly ulong Sign = Hashing.Of("<sign>");
    public static readonly ulong Start = Hashing.Of("<start>");
    public static readonly ulong Profane = Hashing.Of("<profane>");
    public static readonly ulong Insult = Hashing.Of("<insult>");
    public static readonly ulong Slur = Hashing.Of("<slur>");
    public static readonly ulong Harm = Hashing.Of("<harm>");
    public static readonly ulong Other = Hashing.Of("<other>");

    public static ulong Tag(string kind) => Hashing.Of("#" + kind);
}
