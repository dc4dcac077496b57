namespace Parley.Moderation;

/// <summary>What was done. The names stand in the log for ever.</summary>
public enum LogAction
{
    Removal, Hold, Release, Publish,

    /// <summary>What an appeal came to.</summary>
    Upheld, Reversed,
    Suspension, SuspensionEnd, NoticeRejected,

    /// <summary>Readers reported a comment, and it stays.</summary>
    Kept,

    /// <summary>
    /// The site took what it knew of a decision away, with the discussion it was about; the entries of the decision stay.
    /// </summary>
    Deleted,
}

/// <summary>The two grounds on which a comment can be refused, and the site's own rules of conduct.</summary>
public enum LogGround { Spam, Inappropriate, Conduct }

/// <summary>How the matter came up. A notice is that of DSA Art. 16, open to anyone.</summary>
public enum LogSource { OwnInitiative, Report, Notice }

/// <summary>A rule as it was worded when it was applied.</summary>
public sealed record LogRule(string Id, int Version);

/// <summary>What the log says of a decision.</summary>
/// <param name="DecisionId">That of the first decision, for what an appeal came to as well.</param>
/// <param name="Rule">Null where none was broken: a comment that was published after all.</param>
/// <param name="Automated">No person decided.</param>
/// <param name="Text">What was decided about, a comment's text or the reason of a suspension. The log holds a
/// commitment to it, never itself.</param>
public sealed record LogFacts(
    int SiteId, LogAction Action, Guid DecisionId, LogRule? Rule, LogGround? Ground, bool Automated, LogSource Source, string Text)
{
    /// <summary>
    /// When the matter came up (report, notice, hold, appeal); the log says how many seconds it waited. Null for at once.
    /// </summary>
    public DateTimeOffset? RaisedAt { get; init; }
}

/// <summary>
/// One line of the public log, never changed and never deleted. What counts is <see cref="Leaf"/>, the very bytes that are hashed; the
/// other columns say the same for queries, and <c>parley log verify</c> compares them.
/// </summary>
public sealed class LogEntry
{
    private LogEntry() { }

    public int SiteId { get; private set; }

    /// <summary>From 0, without gaps.</summary>
    public long Index { get; private set; }
    public DateTimeOffset At { get; private set; }
    public LogAction Action { get; private set; }
    public Guid DecisionId { get; private set; }
    public string? RuleId { get; private set; }
    public int? RuleVersion { get; private set; }
    public LogGround? Ground { get; private set; }
    public bool Automated { get; private set; }
    public LogSource Source { get; private set; }

    /// <summary>Seconds from when the matter came up to the decision; null for at once.</summary>
    public long? Waited { get; private set; }

    /// <summary>The canonical form; see <see cref="LogLeaf"/>.</summary>
    public byte[] Leaf { get; private set; } = [];

    /// <param name="at">Not before the entry that stands before this one.</param>
    public static LogEntry Write(LogFacts facts, long index, byte[] commitment, DateTimeOffset at)
    {
        long? waited = facts.RaisedAt is { } raised ? Math.Max(0, (long)(at - raised).TotalSeconds) : null;
        var leaf = new LogLeaf(index, at, facts.Action, facts.DecisionId, facts.Rule, facts.Ground, facts.Automated, facts.Source,
            waited, commitment);
        return new()
        {
            SiteId = facts.SiteId, Index = index, At = at, Action = facts.Action, DecisionId = facts.DecisionId,
            RuleId = facts.Rule?.Id, RuleVersion = facts.Rule?.Version, Ground = facts.Ground, Automated = facts.Automated,
            Source = facts.Source, Waited = waited, Leaf = leaf.Bytes(),
        };
    }
}

/// <summary>
/// What makes the commitment of an entry impossible to guess. In a row of its own: erasing somebody's text deletes it, and from then on
/// nobody can tell what the commitment was made of, while every proof holds.
/// </summary>
public sealed class LogSalt
{
    private LogSalt() { }

    public int SiteId { get; private set; }
    public long EntryIndex { get; private set; }
    public Guid DecisionId { get; private set; }
    public byte[] Salt { get; private set; } = [];

    public static LogSalt Of(LogFacts facts, long index, byte[] salt) =>
        new() { SiteId = facts.SiteId, EntryIndex = index, DecisionId = facts.DecisionId, Salt = salt };
}

/// <summary>The state of a site's log, and the lock of whoever appends to it.</summary>
public sealed class LogHead
{
    private LogHead() { }

    public int SiteId { get; private set; }
    public long Size { get; private set; }

    /// <summary>The time of the newest entry: none is older than the one before it.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>The log's name in its checkpoints, an address without a scheme. Fixed as soon as there is an entry.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>The private key of Ed25519: 32 random bytes that never leave the server.</summary>
    public byte[] Seed { get; private set; } = [];

    public static LogHead Open(int siteId, string origin, byte[] seed, DateTimeOffset at) =>
        new() { SiteId = siteId, Origin = origin, Seed = seed, LastAt = at };

    /// <summary>
    /// While nobody can have seen a checkpoint of an entry, the log may still take the address that was configured later.
    /// </summary>
    public void Call(string origin)
    {
        if (Size == 0) Origin = origin;
    }
}

/// <summary>
/// 256 hashes of the Merkle tree side by side: of leaves at level 0, of full tiles of the level below at the others. A tile that
/// isn't full yet only grows. (The shape is that of C2SP tlog-tiles.)
/// </summary>
public sealed class LogTile
{
    private LogTile() { }

    public int SiteId { get; private set; }
    public int Level { get; private set; }
    public long Index { get; private set; }

    /// <summary>32 bytes each.</summary>
    public byte[] Hashes { get; private set; } = [];
}

/// <summary>A signed statement of what the log was at a size. There is one for a size, and it is never made again.</summary>
public sealed class LogCheckpoint
{
    private LogCheckpoint() { }

    public int SiteId { get; private set; }
    public long Size { get; private set; }
    public DateTimeOffset SignedAt { get; private set; }

    /// <summary>The signed note as it is published (C2SP tlog-checkpoint).</summary>
    public string Note { get; private set; } = "";
}
