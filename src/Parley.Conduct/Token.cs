namespace Parley.Conduct;

internal enum TokenKind : byte { Word, Name, Number, Url, Mention, Emoji, Sign, Gone }

/// <summary>Where a word stands: what surrounds it changes what it means.</summary>
[Flags]
internal enum Standing : ushort
{
    None = 0,
    Title = 1,
    AllCaps = 2,
    StartsSentence = 4,
    Negated = 8,
    Quoted = 16,

    /// <summary>Written so that a plain list of words would miss it.</summary>
    Disguised = 32,

    /// <summary>A second person within four words, in the same clause.</summary>
    NearYou = 64,

    /// <summary>A name or group before it in the same clause.</summary>
    AfterName = 128,

    /// <summary>The speaker within three words before it.</summary>
    NearMe = 256,

    /// <summary>After a word of saying or calling: what somebody said is told.</summary>
    Reported = 512,

    StartsClause = 1024,
}

/// <summary>A word or sign of the text as it is read, and where it stands in the text as it was written.</summary>
internal struct Token
{
    /// <summary>UTF-16 offsets in the text as written.</summary>
    public int Start, End;

    /// <summary>Its letters in <see cref="Reading.Letters"/>.</summary>
    public int At, Length;

    public ulong Hash;
    public TokenKind Kind;
    public WordFlags Flags;
    public Standing Standing;
    public short Sentence;

    public readonly bool IsAbuse => (Flags & WordFlags.Abuse) != 0;
}
