namespace Parley.Exchange;

/// <summary>What another system said of a comment.</summary>
internal enum ForeignState : byte
{
    Shown,

    /// <summary>Waits for a moderator there.</summary>
    Pending,
    Spam,
    Deleted,

    /// <summary>Written by a program about a link elsewhere: pingbacks and trackbacks.</summary>
    Ping,

    /// <summary>Never meant for readers: notes of editors, orders of a shop.</summary>
    Private,

    /// <summary>A moderator there has turned it down.</summary>
    Rejected,

    /// <summary>Says nothing.</summary>
    Empty,
}

/// <summary>How a text was written there.</summary>
internal enum ForeignMarks : byte
{
    Html,

    /// <summary>HTML may stand in it.</summary>
    Markdown,

    /// <summary>What looks like a mark is a letter.</summary>
    None,
}

/// <summary>One comment as it stands in an export, before anything is decided about it. One object serves for all of them.</summary>
internal sealed class ForeignComment
{
    public int Line { get; set; }

    /// <summary>As the other system numbers it; empty where it doesn't.</summary>
    public string Id { get; set; } = "";

    /// <summary>Of the comment that it answers; empty: of none.</summary>
    public string Parent { get; set; } = "";

    /// <summary>What a system before that one called it; empty: unknown.</summary>
    public string Before { get; set; } = "";

    public string Name { get; set; } = "";
    public string Mail { get; set; } = "";

    /// <summary>The account it was written with; empty for a guest.</summary>
    public string User { get; set; } = "";

    /// <summary>Written with an account, whose mail address that system had sent something to; guests type any address.</summary>
    public bool IsSigned { get; set; }
    public DateTimeOffset? At { get; set; }

    /// <summary>The time as the file has it, in one spelling and without what was concluded from elsewhere; empty: it has none.</summary>
    public string Stated { get; set; } = "";

    public static string StatedAs(DateTimeOffset at) => at.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture);
    public DateTimeOffset? EditedAt { get; set; }
    public ForeignState State { get; set; }
    public bool IsPinned { get; set; }
    public int Up { get; set; }
    public int Down { get; set; }

    /// <summary>As it was stored there.</summary>
    public string Text { get; set; } = "";
    public ForeignMarks Marks { get; set; }

    /// <summary>Line breaks in it are line breaks.</summary>
    public bool BreaksLines { get; set; }

    /// <summary>For whoever keeps it when the next is read.</summary>
    public ForeignComment Copy() => (ForeignComment)MemberwiseClone();
}

/// <summary>A page of an export, on which comments stand.</summary>
internal sealed class ForeignThread
{
    /// <summary>As the other system numbers it.</summary>
    public string Id { get; set; } = "";
    public string? Link { get; set; }
    public string Title { get; set; } = "";
    public bool IsClosed { get; set; }
    public DateTimeOffset? At { get; set; }

    /// <summary>Why nobody but its editors could read it there; null: everybody could. Nothing of such a page comes along.</summary>
    public string? Hidden { get; set; }

    /// <summary>The page on which it was put, whose readers are its own; empty: unknown, 0: none. Null: it has readers by itself.</summary>
    public string? Above { get; set; }

    /// <summary>False: comments name it, and the file says nothing of it.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The page here; null: none of this site's. Found when all is read.</summary>
    public string? Address { get; set; }
}
